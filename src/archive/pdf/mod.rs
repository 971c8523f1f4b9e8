//! PDF documents (ISO 32000-1): the words of their pages, in paragraphs.
//!
//! Their properties are not read, for the reason that those of [office documents](super::document) are not. A page is a
//! picture of its text: `page` follows what is drawn where, `lines` makes lines and paragraphs of it.

mod load;
mod font;
mod page;
mod lines;

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::part::Part;
use super::reading::Reading;
use super::{Document, Payload};

/// The most pages that are read of a document.
const MAX_PAGES: usize = 500;

/// How long a document may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a page may unpack to: 4 MiB.
///
/// While one operation is read its operands take some seventy times the bytes they are written in.
const MAX_PAGE_BYTES: usize = 4 << 20;

/// What all pages of a document may unpack to.
const MAX_TEXT_BYTES: usize = 64 << 20;

/// How many documents may have outlived their time before no more are begun: each goes on in a thread nobody can end.
const MAX_ABANDONED: usize = 4;

static ABANDONED: AtomicUsize = AtomicUsize::new(0);

/// Why a document gives no text.
#[derive(Debug, PartialEq, Eq)]
enum Unread {
    Skipped(String),
    Failed(String),
}

/// The text of a document, and what was left out of it.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    text: String,
    left_out: Option<String>,
}

/// Gives the text of a document.
pub(super) fn read(reading: &mut Reading<'_>, part: &Part, bytes: Vec<u8>) -> ControlFlow<()> {
    let capture = reading.capture(part, "", &bytes);
    match in_time(bytes) {
        Ok(Found { text, left_out }) => {
            let document = Document { title: None, text };
            reading.noting(left_out, |reading| reading.record(capture, Payload::Document(document)))
        }
        Err(Unread::Skipped(reason)) => reading.skipped(part.place.clone(), reason),
        Err(Unread::Failed(reason)) => reading.failed(part.place.clone(), reason),
    }
}

/// Reads a document in a thread of its own: `lopdf` looks at no clock while it loads, and tables that lead to one object
/// a million times keep it busy for hours.
fn in_time(bytes: Vec<u8>) -> Result<Found, Unread> {
    let failed = |reason: &str| Err(Unread::Failed(format!("a PDF document: {reason}")));
    if ABANDONED.load(Ordering::Relaxed) >= MAX_ABANDONED {
        return failed("too many others before it did not come to an end");
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    let deadline = Instant::now() + PATIENCE;
    let reader = thread::Builder::new().name("pdf".to_owned()).spawn(move || {
        let _ = sender.send(text(&bytes, deadline));
    });
    if reader.is_err() {
        return failed("no thread could be started for it");
    }
    // A second more than the reader allows itself, so that it is mostly the reader who says how far it came.
    match receiver.recv_timeout(PATIENCE + Duration::from_secs(1)) {
        Ok(found) => found,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            ABANDONED.fetch_add(1, Ordering::Relaxed);
            failed(&format!("it takes longer than {} seconds to read", PATIENCE.as_secs()))
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => failed("it is damaged in a way that ends its reader"),
    }
}

/// The text of all pages.
fn text(bytes: &[u8], deadline: Instant) -> Result<Found, Unread> {
    let document = load::load(bytes, deadline)?;
    let mut fonts = font::Fonts::default();
    let (mut pages, mut unpacked, mut left_out) = (Vec::new(), 0, None);
    for (number, page) in (1_usize..).zip(document.page_iter()) {
        if number > MAX_PAGES {
            left_out = Some(format!("the pages of the PDF document after the first {MAX_PAGES} were left out"));
            break;
        }
        if Instant::now() > deadline {
            left_out = Some(format!("page {number} of the PDF document and those behind it took too long"));
            break;
        }
        let limit = MAX_PAGE_BYTES.min(MAX_TEXT_BYTES - unpacked);
        match document.get_page_content_with_limit(page, limit) {
            Ok(content) => {
                unpacked = (unpacked + content.len()).min(MAX_TEXT_BYTES);
                pages.push(page::read(&content, fonts.of(&document, page), deadline));
            }
            Err(error) => left_out = Some(format!("page {number} of the PDF document was left out: {error}")),
        }
    }
    let text = lines::prose(pages);
    match (text.is_empty(), left_out) {
        (false, left_out) => Ok(Found { text, left_out }),
        (true, Some(reason)) => Err(Unread::Failed(format!("a PDF document without a text: {reason}"))),
        (true, None) => Err(Unread::Skipped("a PDF document without a text, like a scan".to_owned())),
    }
}
