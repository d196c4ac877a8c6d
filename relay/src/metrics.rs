//! Counters for Prometheus. Labels are routes, codes and outcomes; never an identifier.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{
        Mutex,
        atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use crate::lock::lock;

/// Upper bounds of the duration buckets, in microseconds.
const BOUNDS: [u64; 12] = [
    250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 500_000, 2_500_000, 30_000_000,
];

#[derive(Default)]
struct Histogram {
    buckets: [AtomicU64; BOUNDS.len()],
    count: AtomicU64,
    micros: AtomicU64,
}

impl Histogram {
    fn observe(&self, micros: u64) {
        if let Some((bucket, _)) = self.buckets.iter().zip(BOUNDS).find(|(_, b)| micros <= *b) {
            bucket.fetch_add(1, Relaxed);
        }
        self.count.fetch_add(1, Relaxed);
        self.micros.fetch_add(micros, Relaxed);
    }

    fn render(&self, out: &mut String, name: &str) {
        let mut sum = 0;
        for (bucket, bound) in self.buckets.iter().zip(BOUNDS) {
            sum += bucket.load(Relaxed);
            let seconds = bound as f64 / 1e6;
            line(out, &format!("{name}_bucket{{le=\"{seconds}\"}}"), sum);
        }
        let count = self.count.load(Relaxed);
        line(out, &format!("{name}_bucket{{le=\"+Inf\"}}"), count);
        let seconds = self.micros.load(Relaxed) as f64 / 1e6;
        line(out, &format!("{name}_sum"), seconds);
        line(out, &format!("{name}_count"), count);
    }
}

fn line(out: &mut String, name: &str, value: impl std::fmt::Display) {
    writeln!(out, "{name} {value}").expect("writing to a String cannot fail");
}

/// Everything that is counted.
#[derive(Default)]
pub struct Metrics {
    /// By route and status.
    requests: Mutex<BTreeMap<String, BTreeMap<u16, u64>>>,
    problems: Mutex<BTreeMap<&'static str, u64>>,
    durations: Histogram,
    batches: Histogram,
    jobs: AtomicU64,
    expired: AtomicU64,
    connections: AtomicI64,
    streams: AtomicI64,
    waits: AtomicI64,
}

/// Counts something as long as it lasts.
pub(crate) struct Gauge<'a>(&'a AtomicI64);

impl Drop for Gauge<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

fn gauge(value: &AtomicI64) -> Gauge<'_> {
    value.fetch_add(1, Relaxed);
    Gauge(value)
}

impl Metrics {
    pub(crate) fn request(&self, route: &str, status: u16, took: Duration) {
        let mut requests = lock(&self.requests);
        if !requests.contains_key(route) {
            requests.insert(route.to_owned(), BTreeMap::new());
        }
        if let Some(statuses) = requests.get_mut(route) {
            *statuses.entry(status).or_default() += 1;
        }
        drop(requests);
        self.durations
            .observe(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    pub(crate) fn problem(&self, code: &'static str) {
        *lock(&self.problems).entry(code).or_default() += 1;
    }

    pub(crate) fn batch(&self, jobs: usize, micros: u64) {
        self.jobs.fetch_add(jobs as u64, Relaxed);
        self.batches.observe(micros);
    }

    pub(crate) fn expired(&self, records: u64) {
        self.expired.fetch_add(records, Relaxed);
    }

    pub(crate) fn connection(&self) -> Gauge<'_> {
        gauge(&self.connections)
    }

    pub(crate) fn stream_opened(&self) {
        self.streams.fetch_add(1, Relaxed);
    }

    pub(crate) fn stream_closed(&self) {
        self.streams.fetch_sub(1, Relaxed);
    }

    pub(crate) fn wait(&self) -> Gauge<'_> {
        gauge(&self.waits)
    }

    /// In the text format of Prometheus.
    pub(crate) fn render(&self, sessions: usize) -> String {
        let mut out = String::with_capacity(4_096);
        for (route, statuses) in &*lock(&self.requests) {
            for (status, count) in statuses {
                let name = format!("kith_requests_total{{route=\"{route}\",status=\"{status}\"}}");
                line(&mut out, &name, count);
            }
        }
        for (code, count) in &*lock(&self.problems) {
            line(
                &mut out,
                &format!("kith_problems_total{{code=\"{code}\"}}"),
                count,
            );
        }
        self.durations.render(&mut out, "kith_request_seconds");
        self.batches.render(&mut out, "kith_write_batch_seconds");
        let jobs = self.jobs.load(Relaxed);
        line(&mut out, "kith_writes_total", jobs);
        line(&mut out, "kith_expired_total", self.expired.load(Relaxed));
        let connections = self.connections.load(Relaxed);
        line(&mut out, "kith_connections", connections);
        line(&mut out, "kith_event_streams", self.streams.load(Relaxed));
        line(&mut out, "kith_waiting_syncs", self.waits.load(Relaxed));
        line(&mut out, "kith_sessions", sessions);
        out
    }
}
