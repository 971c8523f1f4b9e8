//! What of archive files came to no release, on disk: there may be more of it than of releases.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::IngestError;

/// Things of one sort, one JSON value a line, each file's behind the other's. Lines are only ever added; which of them
/// still count, the list of files knows.
#[derive(Debug)]
pub(super) struct Leftovers<T> {
    path: PathBuf,
    file: BufWriter<File>,
    /// Its length, what is not written out yet included.
    end: u64,
    unsynced: bool,
    sort: PhantomData<T>,
}

/// The lines of one file: bytes from here to there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Span {
    start: u64,
    end: u64,
}

impl Span {
    pub(super) fn is_empty(&self) -> bool {
        self.start >= self.end
    }

    pub(super) fn bytes(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }
}

impl<T: Serialize + DeserializeOwned> Leftovers<T> {
    /// Goes on behind what a file has, or begins it.
    pub(super) fn open(path: PathBuf) -> Result<Self, IngestError> {
        let open = || File::options().create(true).read(true).append(true).open(&path);
        let opened = open().and_then(|file| Ok((file.metadata()?.len(), file)));
        let (end, file) = opened.map_err(|source| IngestError::Manifest { path: path.clone(), source })?;
        Ok(Self { path, file: BufWriter::new(file), end, unsynced: false, sort: PhantomData })
    }

    /// Where the next one will begin.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// What was added since a place.
    pub(super) fn since(&self, start: u64) -> Span {
        Span { start, end: self.end }
    }

    /// Whether all of these lines are there.
    pub(super) fn holds(&self, span: &Span) -> bool {
        span.is_empty() || span.end <= self.end
    }

    pub(super) fn add(&mut self, left: &T) -> Result<(), IngestError> {
        let written = serde_json::to_vec(left).map_err(io::Error::from).and_then(|mut line| {
            line.push(b'\n');
            self.file.write_all(&line).map(|()| line.len() as u64)
        });
        self.end += written.map_err(|source| self.failed(source))?;
        self.unsynced = true;
        Ok(())
    }

    /// Puts what was added on disk, durably.
    pub(super) fn sync(&mut self) -> Result<(), IngestError> {
        if std::mem::take(&mut self.unsynced) {
            let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
            synced.map_err(|source| self.failed(source))?;
        }
        Ok(())
    }

    /// The lines of a span, read as they are asked for.
    pub(super) fn read(
        &mut self,
        span: &Span,
    ) -> Result<impl Iterator<Item = Result<T, IngestError>> + use<T>, IngestError> {
        let opened = self.file.flush().and_then(|()| {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(span.start))?;
            Ok(BufReader::new(file.take(span.bytes())))
        });
        let path = self.path.clone();
        let opened = opened.map_err(|source| self.failed(source))?;
        Ok(opened.split(b'\n').map(move |line| {
            let left = line.and_then(|line| serde_json::from_slice(&line).map_err(io::Error::from));
            left.map_err(|source| IngestError::Manifest { path: path.clone(), source })
        }))
    }

    /// Takes back what was added since a place.
    pub(super) fn take_back(&mut self, start: u64) -> Result<(), IngestError> {
        let cut = self.file.flush().and_then(|()| self.file.get_ref().set_len(start));
        cut.map_err(|source| self.failed(source))?;
        self.end = start;
        Ok(())
    }

    /// Copies these spans into a new file, each in place of the one it was.
    pub(super) fn copy_to<'s>(
        &mut self,
        path: PathBuf,
        spans: impl Iterator<Item = &'s mut Span>,
    ) -> Result<Self, IngestError> {
        self.file.flush().map_err(|source| self.failed(source))?;
        let mut copy = Self::open(path)?;
        // Of a compaction that was cut short.
        copy.take_back(0)?;
        let copied = || -> io::Result<()> {
            let mut from = File::open(&self.path)?;
            for span in spans {
                from.seek(SeekFrom::Start(span.start))?;
                let bytes = io::copy(&mut (&mut from).take(span.bytes()), &mut copy.file)?;
                *span = Span { start: copy.end, end: copy.end + bytes };
                copy.end += bytes;
            }
            Ok(())
        };
        copied().map_err(|source| IngestError::Manifest { path: copy.path.clone(), source })?;
        copy.unsynced = true;
        copy.sync()?;
        Ok(copy)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn failed(&self, source: io::Error) -> IngestError {
        IngestError::Manifest { path: self.path.clone(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_over_is_found_again_and_can_be_moved_together() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut left: Leftovers<String> = Leftovers::open(folder.path().join("left.jsonl")).expect("a file");
        let mut spans = Vec::new();
        for file in ["a", "b", "c"] {
            let start = left.end();
            for number in 0..3 {
                left.add(&format!("{file}\n{number}")).expect("a line");
            }
            spans.push(left.since(start));
        }
        let read = |left: &mut Leftovers<String>, span: &Span| {
            left.read(span).expect("lines").collect::<Result<Vec<_>, _>>().expect("values")
        };
        assert_eq!(read(&mut left, &spans[1]), ["b\n0", "b\n1", "b\n2"]);
        let place = left.end();
        left.add(&"d".to_owned()).expect("a line");
        left.take_back(place).expect("a shorter file");
        assert!(!left.holds(&Span { start: place, end: place + 4 }));
        spans.remove(1);
        let mut moved = left.copy_to(folder.path().join("moved.jsonl"), spans.iter_mut()).expect("a copy");
        assert_eq!(moved.end(), spans.iter().map(Span::bytes).sum::<u64>());
        assert_eq!(read(&mut moved, &spans[1]), ["c\n0", "c\n1", "c\n2"]);
        let again: Leftovers<String> = Leftovers::open(moved.path().to_owned()).expect("a file");
        assert!(again.holds(&spans[1]));
    }
}
