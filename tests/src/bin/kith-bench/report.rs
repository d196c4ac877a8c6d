//! A table for people, one JSON object a line for programs.

/// Where figures go.
pub struct Report {
    json: bool,
}

impl Report {
    pub fn new(json: bool) -> Self {
        if !json {
            println!("{:<28} {:>12}  {:<8} {:>8}", "metric", "value", "unit", "n");
        }
        Self { json }
    }

    /// One figure; `n` is how many things it was measured over.
    pub fn figure(&self, metric: &str, value: f64, unit: &str, n: usize) {
        if self.json {
            println!(
                r#"{{"metric": "{metric}", "value": {value:.3}, "unit": "{unit}", "n": {n}}}"#
            );
        } else {
            println!("{metric:<28} {value:>12.1}  {unit:<8} {n:>8}");
        }
    }
}

/// The value at `share` of the sorted list.
pub fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = ((values.len() as f64 - 1.0) * share).round() as usize;
    values.get(at).copied().unwrap_or_default()
}
