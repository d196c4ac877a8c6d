//! The relay's process.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use kith_protocol::ids::Digest32;
use kith_relay::{
    clinic::{Admin, NewClinic},
    tls,
};
use tempfile::TempDir;

/// A relay over TLS with one clinic. Ends with this value.
pub struct RelayProcess {
    child: Child,
    pub admin: Admin,
    pub clinic: Digest32,
    pub pin: Digest32,
    pub url: String,
    _dir: TempDir,
}

impl RelayProcess {
    pub async fn start() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let (cert, key) = (dir.path().join("cert.pem"), dir.path().join("key.pem"));
        tls::self_signed("127.0.0.1", &cert, &key).expect("a certificate");
        let pin = tls::pin(&cert).expect("a pin");
        let data = dir.path().join("relay");
        // A free port; the relay takes it a moment later.
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let mut child = Command::new(binary())
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .arg("--data")
            .arg(&data)
            .arg("--tls-cert")
            .arg(&cert)
            .arg("--tls-key")
            .arg(&key)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("kith-relay is built beside kith-bench");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("the relay speaks");
        let url = format!("https://127.0.0.1:{port}");
        let admin = Admin::open(&data).expect("administration opens");
        let created = admin
            .create(NewClinic {
                name: "Bench".to_owned(),
                emergency: "112".to_owned(),
                telephone: "030 555 0100".to_owned(),
                hours: "always".to_owned(),
                url: url.clone(),
                pin: Some(pin),
            })
            .await
            .expect("the clinic is made");
        Self {
            child,
            admin,
            clinic: created.clinic,
            pin,
            url,
            _dir: dir,
        }
    }

    /// Resident memory in KiB.
    pub fn resident_kib(&self) -> f64 {
        let status = self.read("status");
        status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.split_whitespace().next())
            .and_then(|kib| kib.parse().ok())
            .expect("a figure")
    }

    /// CPU used so far, in milliseconds, of all threads.
    pub fn cpu_ms(&self) -> f64 {
        let tasks = format!("/proc/{}/task", self.child.id());
        std::fs::read_dir(tasks)
            .expect("threads")
            .flatten()
            .filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok())
            .filter_map(|text| text.split_whitespace().next()?.parse::<f64>().ok())
            .sum::<f64>()
            / 1e6
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).expect("Linux")
    }
}

impl Drop for RelayProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn binary() -> PathBuf {
    std::env::current_exe()
        .expect("our own path")
        .with_file_name("kith-relay")
}
