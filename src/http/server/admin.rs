//! What only the operator sees: metrics, beside the state of the process.

use std::fs;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::super::error::unstored;
use super::super::health;
use super::answer::Routes;
use crate::backend::Backend;
use crate::health::Verification;
use crate::ingest::last_run;
use crate::metrics::Fact;

/// The operator's routes.
pub(super) fn router(backend: Backend, routes: Arc<Routes>) -> Router {
    let metrics = Router::new().route("/metrics", get(metrics)).with_state((backend.clone(), routes));
    let health = Router::new().route("/healthz", get(health::live)).route("/readyz", get(health::ready));
    metrics.merge(health.with_state(backend))
}

/// `GET /metrics`
async fn metrics(State((backend, routes)): State<(Backend, Arc<Routes>)>) -> Response {
    let routes = routes.all();
    let told = backend.metrics().write(routes.iter().map(|route| &**route), &facts(&backend));
    unstored(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", told)
}

fn facts(backend: &Backend) -> Vec<Fact> {
    let (state, report) = (backend.state(), backend.health().report());
    let (generation, commit) = state.parts();
    let number = |text: &str| text.trim_start_matches('g').parse().unwrap_or(0.0);
    let yes = |so: bool| if so { 1.0 } else { 0.0 };
    let mut facts = vec![
        fact("pressmark_index_generation", "Number of the generation that is searched.", number(generation)),
        fact("pressmark_index_commit", "Number of the commit that is searched.", number(commit)),
        fact("pressmark_index_releases", "Releases in it.", state.releases as f64),
        fact("pressmark_ready", "Whether requests are welcome.", yes(report.ready)),
        fact("pressmark_closing", "Whether the service is about to end.", yes(report.closing)),
        fact(
            "pressmark_index_damaged",
            "Whether a file of the index holds something else than was written.",
            yes(report.verification == Verification::Damaged),
        ),
        fact(
            "pressmark_index_verified",
            "Whether every file of the index was compared and found as written.",
            yes(report.verification == Verification::Sound),
        ),
    ];
    if let Some(last) = last_run(backend.folder()) {
        let ended = chrono::DateTime::parse_from_rfc3339(&last.ended).map_or(0, |ended| ended.timestamp());
        facts.push(fact("pressmark_last_run_timestamp_seconds", "When the last run ended.", ended as f64));
        let summary = &last.summary;
        for (outcome, records) in [
            ("new", summary.new),
            ("updated", summary.updated),
            ("duplicate", summary.duplicate),
            ("unchanged", summary.unchanged),
            ("skipped", summary.skipped),
            ("failed", summary.failed),
        ] {
            let labels = format!("{{outcome=\"{outcome}\"}}");
            let help = "Records of the last run, by outcome.";
            facts.push(Fact { name: "pressmark_last_run_records", help, labels, value: records as f64 });
        }
    }
    if let Some(bytes) = resident_bytes() {
        facts.push(fact("process_resident_memory_bytes", "Memory in use, the mapped index included.", bytes));
    }
    if let Ok(open) = fs::read_dir("/proc/self/fd") {
        facts.push(fact("process_open_fds", "File descriptors in use.", open.count() as f64));
    }
    facts
}

fn fact(name: &'static str, help: &'static str, value: f64) -> Fact {
    Fact { name, help, labels: String::new(), value }
}

/// Where the system tells it.
fn resident_bytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(kilobytes.trim().trim_end_matches("kB").trim().parse::<f64>().ok()? * 1024.0)
}
