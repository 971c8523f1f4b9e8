//! Being asked to end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Set once the operator asked to stop (Ctrl-C, SIGTERM): the run commits what it has and ends.
#[derive(Debug, Clone, Default)]
pub(super) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Listens from now on. A second signal ends the process at once.
    pub(super) fn on_signal() -> Self {
        let stop = Self::default();
        let flag = stop.clone();
        let listen = move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            runtime.block_on(async {
                terminated().await;
                flag.0.store(true, Ordering::Relaxed);
                super::print::note("stopping after what is under way; again to stop at once");
                terminated().await;
                std::process::exit(130);
            });
        };
        // Without the listener a signal ends the process at once, which loses nothing that was committed.
        let _ = std::thread::Builder::new().name("signals".into()).spawn(listen);
        stop
    }

    pub(super) fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Completes when the process is asked to end: Ctrl-C, or SIGTERM.
pub(super) async fn terminated() {
    let interrupt = async {
        // Without a handler the signal ends the process by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! { () = interrupt => {}, _ = terminate.recv() => {} },
            Err(_) => interrupt.await,
        }
    }
    #[cfg(not(unix))]
    interrupt.await;
}
