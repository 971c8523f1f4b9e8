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
                let mut termination = Termination::listen();
                termination.asked().await;
                flag.0.store(true, Ordering::Relaxed);
                super::print::note("stopping after what is under way; again to stop at once");
                termination.asked().await;
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

/// The wish that the process ends: Ctrl-C, or SIGTERM. From its making on, neither ends the process by itself.
pub(super) struct Termination {
    #[cfg(unix)]
    signals: Option<[tokio::signal::unix::Signal; 2]>,
}

impl Termination {
    /// Listens from now on.
    pub(super) fn listen() -> Self {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let both = signal(SignalKind::interrupt()).and_then(|int| Ok([int, signal(SignalKind::terminate())?]));
            Self { signals: both.ok() }
        }
        #[cfg(not(unix))]
        Self {}
    }

    /// Completes the next time that it is asked for.
    pub(super) async fn asked(&mut self) {
        #[cfg(unix)]
        match &mut self.signals {
            Some([interrupt, terminate]) => {
                tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
            }
            // Without a listener a signal ends the process by itself.
            None => std::future::pending().await,
        }
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Does something each time the process is told to look at its surroundings anew: SIGHUP.
pub(super) async fn each_hangup(mut then: impl FnMut()) {
    #[cfg(unix)]
    if let Ok(mut hangup) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) {
        while hangup.recv().await.is_some() {
            then();
        }
    }
    #[cfg(not(unix))]
    let _ = &mut then;
}
