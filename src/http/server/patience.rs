//! The stream of one connection, with the patience that is had for it.
//!
//! The protocol's own timer knows one time for the silence between two requests and for the head of one, and none for a
//! client that takes nothing of its answer. Here each has its own: heads that trickle in are what costs a server its
//! places, while a reader who thinks for half a minute should find the connection open.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::limits::{Limits, seconds};
use crate::metrics::{Metrics, Rejected};

/// What is told a client whose head did not arrive in time.
const TOO_LATE: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Whose turn it is on a connection: the stream learns from it when requests begin and answers end.
#[derive(Debug, Default)]
pub(super) struct Turn {
    requests: AtomicU64,
    answering: AtomicBool,
    /// Whoever reads, and must begin to wait for the next head when an answer has ended.
    reader: Mutex<Option<Waker>>,
}

impl Turn {
    /// The head of a request is there.
    pub(super) fn begin(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.answering.store(true, Ordering::Release);
    }

    /// Its answer was handed over.
    pub(super) fn end(&self) {
        self.answering.store(false, Ordering::Release);
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(reader) = reader {
            reader.wake();
        }
    }

    /// Whether an answer is under way; then whoever reads is woken at its end.
    fn is_answering(&self, reader: &Waker) -> bool {
        if !self.answering.load(Ordering::Acquire) {
            return false;
        }
        *self.reader.lock().unwrap_or_else(PoisonError::into_inner) = Some(reader.clone());
        // It may have ended meanwhile.
        self.answering.load(Ordering::Acquire)
    }
}

/// How long is waited for what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    header: Duration,
    idle: Duration,
    stall: Duration,
}

impl Patience {
    pub(super) fn of(limits: &Limits) -> Self {
        Self {
            header: seconds(limits.header_seconds),
            idle: seconds(limits.idle_seconds),
            stall: seconds(limits.stall_seconds),
        }
    }
}

/// A stream that is given up when its patience ends.
#[derive(Debug)]
pub(super) struct Patient<S> {
    stream: S,
    turn: Arc<Turn>,
    patience: Patience,
    metrics: Arc<Metrics>,
    reading: Pin<Box<Sleep>>,
    /// Whether `reading` is running.
    waits_for_head: bool,
    /// Whether something of the next head was read.
    head_begun: bool,
    /// Requests that were seen to begin.
    seen: u64,
    writing: Pin<Box<Sleep>>,
    waits_for_client: bool,
}

impl<S> Patient<S> {
    pub(super) fn new(stream: S, turn: Arc<Turn>, patience: Patience, metrics: Arc<Metrics>) -> Self {
        let now = Instant::now();
        let mut reading = Box::pin(sleep_until(now));
        // The first request is owed at once: whoever connects has something to ask.
        reading.as_mut().reset(now + patience.header);
        Self {
            stream,
            turn,
            patience,
            metrics,
            reading,
            waits_for_head: true,
            head_begun: false,
            seen: 0,
            writing: Box::pin(sleep_until(now)),
            waits_for_client: false,
        }
    }

    fn stalled(&mut self, context: &mut Context<'_>) -> bool {
        if !self.waits_for_client {
            self.waits_for_client = true;
            self.writing.as_mut().reset(Instant::now() + self.patience.stall);
        }
        let stalled = self.writing.as_mut().poll(context).is_ready();
        if stalled {
            self.metrics.rejected(Rejected::Stalled);
        }
        stalled
    }

    /// What came of writing: given up where the client takes nothing for too long.
    fn patiently(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_pending() {
            return if self.stalled(context) { given_up() } else { Poll::Pending };
        }
        self.waits_for_client = false;
        written
    }
}

fn given_up<T>() -> Poll<io::Result<T>> {
    Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, buffer);
        let requests = this.turn.requests.load(Ordering::Relaxed);
        if requests != this.seen {
            (this.seen, this.waits_for_head, this.head_begun) = (requests, false, false);
        }
        if this.turn.is_answering(context.waker()) {
            return read;
        }
        if !this.waits_for_head {
            this.waits_for_head = true;
            this.reading.as_mut().reset(Instant::now() + this.patience.idle);
        }
        let came = read.is_ready() && buffer.filled().len() > before;
        if came && !this.head_begun {
            this.head_begun = true;
            // The first head of a connection has its time from the beginning.
            if this.seen > 0 {
                this.reading.as_mut().reset(Instant::now() + this.patience.header);
            }
        }
        if read.is_ready() {
            return read;
        }
        ready!(this.reading.as_mut().poll(context));
        if this.head_begun || this.seen == 0 {
            this.metrics.rejected(Rejected::Header);
            // Nothing of an answer is under way here. Whether it is taken is not our concern.
            let _ = Pin::new(&mut this.stream).poll_write(context, TOO_LATE);
        }
        given_up()
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.patiently(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.patiently(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
