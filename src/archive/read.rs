//! One archive file into its records.

use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;

use super::part::Part;
use super::reading::Reading;
use super::sniff::{BINARY, Content, sniff};
use super::source::Source;
use super::spool::Spool;
use super::unpack::unpack;
use super::{ArchiveFile, Fault, Mapping, Payload, Record, decode, feed, limits, mail, mailbox, table, tar, warc, zip};

/// Reads a file and gives its records to `taker`, in order, each as soon as it is read, until that one breaks off.
///
/// A mapping, where there is one, says where the records of tables and exports lie.
///
/// At least one item is given: a file without any record gives the fault that says why. A fault does not end the
/// reading; what follows it can still be had.
pub fn read(
    file: &ArchiveFile,
    mapping: Option<&Mapping>,
    taker: &mut dyn FnMut(Result<Record, Fault>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut reading = Reading::of(file, mapping, taker);
    match opened(file) {
        Ok(mut opened) => reading.part(&Part::default(), &mut opened),
        Err(reason) => reading.failed(String::new(), reason),
    }
}

/// Asked again because the walk was a while ago: to open a named pipe is to wait for ever.
fn opened(file: &ArchiveFile) -> Result<File, String> {
    let unopened = |error| format!("it cannot be opened: {error}");
    if !file.location.metadata().map_err(unopened)?.is_file() {
        return Err("it is no longer a regular file".to_owned());
    }
    File::open(&file.location).map_err(unopened)
}

impl Reading<'_> {
    /// Reads a file, or a file within a file, out of whatever packings lie around it, by what it holds.
    pub(super) fn part(&mut self, part: &Part, bytes: &mut dyn Read) -> ControlFlow<()> {
        let (mut source, packings) = match unpack(bytes, self.budget()) {
            Ok(unpacked) => unpacked,
            Err(error) => return self.failed(part.place.clone(), error.to_string()),
        };
        if source.peek(limits::SNIFF_BYTES).is_empty()
            && let Err(damage) = source.chunk()
        {
            return self.failed(part.place.clone(), damage.to_string());
        }
        if let Some(found) = warc::sniff(source.peek(warc::SNIFF_BYTES)) {
            return warc::read(self, part, source, found);
        }
        let content = sniff(source.peek(limits::SNIFF_BYTES));
        if content == Content::Unread(BINARY.to_owned())
            && let Some(found) = warc::sniff_behind_damage(source.peek(warc::SNIFF_BYTES))
        {
            return warc::read(self, part, source, found);
        }
        let charset = part.told.charset;
        let head = source.peek(limits::SNIFF_BYTES);
        let mapped = self.mapping().and_then(|mapping| mapping.content(head));
        match mapped.unwrap_or(content) {
            Content::Page => self.document(part, source, |bytes| Payload::Html(decode::page(bytes.into(), charset))),
            Content::Text => self.document(part, source, |bytes| Payload::Text(decode::text(bytes.into(), charset))),
            Content::Json(layout) => table::json(self, part, source, layout),
            Content::Table(delimiter) => table::cells(self, part, source, delimiter),
            Content::Feed(entries) => feed::entries(self, part, source, entries),
            Content::JsonFeed => feed::json_entries(self, part, source),
            Content::Elements(records) => feed::records(self, part, source, records),
            Content::Zip => self.zip(part, source, packings),
            Content::Tar => tar::read(self, part, source),
            Content::Mailbox => mailbox::read(self, part, source),
            Content::Mail => match whole(source) {
                Ok(bytes) => mail::read(self, part, &bytes),
                Err(reason) => self.failed(part.place.clone(), reason),
            },
            #[cfg(feature = "pdf")]
            Content::Pdf => match whole(source) {
                Ok(bytes) => super::pdf::read(self, part, bytes),
                Err(reason) => self.failed(part.place.clone(), reason),
            },
            #[cfg(not(feature = "pdf"))]
            Content::Pdf => {
                let reason = "a PDF document; this program was built without the `pdf` feature";
                self.skipped(part.place.clone(), reason)
            }
            Content::Unread(reason) => self.skipped(part.place.clone(), reason),
        }
    }

    /// Reads a ZIP archive, which has its directory at its end: where it lies, or else set down first.
    fn zip(&mut self, part: &Part, source: Source<'_>, packings: usize) -> ControlFlow<()> {
        let is_file = part.depth == 0 && part.place.is_empty() && packings == 0;
        let seekable = if is_file {
            drop(source);
            opened(self.file())
                .and_then(|file| Spool::file(file).map_err(|error| error.to_string()))
                .map(|it| (it, None))
        } else {
            Spool::part(source)
        };
        match seekable {
            Ok((spool, damage)) => zip::read(self, part, spool, damage),
            Err(reason) => self.failed(part.place.clone(), reason),
        }
    }

    /// Gives a part that is one record.
    fn document(
        &mut self,
        part: &Part,
        source: Source<'_>,
        payload: impl FnOnce(Vec<u8>) -> Payload,
    ) -> ControlFlow<()> {
        match whole(source) {
            Ok(bytes) => self.record(self.capture(part, "", &bytes), payload(bytes)),
            Err(reason) => self.failed(part.place.clone(), reason),
        }
    }
}

/// All of a part that is one record. A page that was cut off is not given as if it were whole.
fn whole(source: Source<'_>) -> Result<Vec<u8>, String> {
    let limit = limits::MAX_RECORD_BYTES;
    let bytes = source.rest(limit).map_err(|damage| damage.to_string())?;
    if bytes.len() > limit {
        return Err(format!("the document is longer than {} MiB", limit >> 20));
    }
    Ok(bytes)
}
