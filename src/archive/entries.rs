//! The entries of a container, tar or ZIP: how they are named, and which are passed over.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::limits::{MAX_DEPTH, MAX_ENTRIES};
use super::part::Part;
use super::reading::Reading;
use super::walk;
use crate::text::Grouped;

/// The entries of one container, in the order in which they lie there.
///
/// That order is that of the bytes, so it is the same on every machine; and a tar archive has no other that does not ask
/// for all of it first.
pub(super) struct Entries<'p> {
    part: &'p Part,
    what: &'static str,
    count: u64,
    /// How often a name was met, by its hash: names may be long, and there may be a million.
    names: HashMap<u64, u32>,
}

/// What is done with an entry.
pub(super) enum Entered {
    /// It is read as this part.
    Part(Part),
    /// It is not, and that has been said.
    Passed(ControlFlow<()>),
    /// It and all behind it are left, and that has been said.
    Closed(ControlFlow<()>),
}

impl<'p> Entries<'p> {
    /// Opens a container of this kind ("ZIP archive"), unless too many lie around it.
    pub(super) fn open(reading: &mut Reading<'_>, part: &'p Part, what: &'static str) -> Result<Self, ControlFlow<()>> {
        if part.depth >= MAX_DEPTH {
            let reason = format!("a {what} inside {MAX_DEPTH} others is not opened");
            return Err(reading.failed(part.place.clone(), reason));
        }
        Ok(Self { part, what, count: 0, names: HashMap::new() })
    }

    /// Takes in a regular file of the container by its name there. Names are never paths to us: `../../etc/passwd` is
    /// as good as any.
    pub(super) fn file(&mut self, reading: &mut Reading<'_>, name: &[u8]) -> Entered {
        self.count += 1;
        if self.count > MAX_ENTRIES {
            let reason =
                format!("the {} has more than {} entries; the others are left", self.what, Grouped(MAX_ENTRIES));
            return Entered::Closed(reading.failed(self.part.place.clone(), reason));
        }
        if reading.budget().is_spent() {
            let reason = format!("what follows in the {} is left: it unpacks to too much", self.what);
            return Entered::Closed(reading.failed(self.part.place.clone(), reason));
        }
        if let Some((folder, reason)) = passed_over(name) {
            // Once for the folder, as for folders on disk.
            let folder_name = name.get(..folder).unwrap_or(name);
            return Entered::Passed(match self.times(folder_name) {
                1 => reading.skipped(self.part.place_of(&walk::spelled(folder_name)), reason),
                _ => ControlFlow::Continue(()),
            });
        }
        let place = self.place(name);
        let told = super::part::Told::default();
        Entered::Part(Part { place, depth: self.part.depth + 1, told })
    }

    /// How many files it had so far.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Says that an entry that is no regular file is left.
    pub(super) fn skip(&mut self, reading: &mut Reading<'_>, name: &[u8], reason: &str) -> ControlFlow<()> {
        let place = self.place(name);
        reading.skipped(place, reason)
    }

    /// Says that the container held nothing, where it did.
    pub(super) fn close(self, reading: &mut Reading<'_>, before: u64) -> ControlFlow<()> {
        if reading.given() > before {
            return ControlFlow::Continue(());
        }
        reading.skipped(self.part.place.clone(), format!("the {} holds no files", self.what))
    }

    /// The place of an entry in the archive file. A name that comes again is numbered: no two records share a place.
    pub(super) fn place(&mut self, name: &[u8]) -> String {
        let name_and_number = match self.times(name) {
            1 => walk::spelled(name),
            times => format!("{} #{times}", walk::spelled(name)),
        };
        self.part.place_of(&name_and_number)
    }

    fn times(&mut self, name: &[u8]) -> u32 {
        let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(name).as_bytes();
        let times = self.names.entry(u64::from_le_bytes([a, b, c, d, e, f, g, h])).or_default();
        *times = times.saturating_add(1);
        *times
    }
}

/// The length of the name of the folder with all in it that is no part of the archive, and why.
fn passed_over(name: &[u8]) -> Option<(usize, &'static str)> {
    let mut start = 0;
    for step in name.split(|byte| *byte == b'/') {
        let end = start + step.len();
        if end < name.len() {
            if step == b"__MACOSX" {
                return Some((end, "a folder of what macOS keeps beside the files"));
            }
            if walk::VERSION_CONTROL.iter().any(|folder| step == folder.as_bytes()) {
                return Some((end, "a folder of version control"));
            }
        }
        start = end + 1;
    }
    None
}
