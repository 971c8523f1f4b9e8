//! A copy of an index, taken while it may be written.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::check::{CheckReport, check};
use super::error::IndexError;
use super::layout::Generation;
use super::lists;
use super::rehearsal::{copy_lists, link_generation};
use super::snapshot::{Opened, Payload};

/// How often a copy is begun anew where a run changed the index meanwhile.
const ATTEMPTS: usize = 20;

/// Copies the commit that is read into a folder that is not there yet, and checks the copy.
///
/// Segments are shared by hard links where both lie on one file system: nobody changes them. The writer is not kept
/// waiting; a copy that a commit ran through is taken again.
///
/// # Errors
///
/// Where there is no index, the folder is there already, or every copy was run through.
pub fn back_up(index: &Path, to: &Path) -> Result<CheckReport, IndexError> {
    let mut last = IndexError::Locked { path: index.to_owned() };
    if to.exists() {
        let source = ErrorKind::AlreadyExists.into();
        return Err(IndexError::Io { path: to.to_owned(), source });
    }
    lists::check(index)?;
    let unfinished = to.with_extension("unfinished");
    for _ in 0..ATTEMPTS {
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).map_err(IndexError::io(&unfinished))?;
        }
        match copy(index, &unfinished) {
            Ok(report) => match report.verdict(index) {
                Ok(()) => {
                    fs::rename(&unfinished, to).map_err(IndexError::io(to))?;
                    return Ok(report);
                }
                Err(error) => last = error,
            },
            Err(error @ (IndexError::Missing { .. } | IndexError::Foreign { .. })) => return Err(error),
            Err(error) => last = error,
        }
    }
    let _ = fs::remove_dir_all(&unfinished);
    Err(last)
}

/// Whether the index is still what was copied: then all of the copy was there at once. What a run moves from one to
/// another of these would be in none of them, or be taken for read and not be there.
fn is_still(index: &Path, generation: &Generation, to: &Path) -> bool {
    let within = ["held.jsonl", "files.jsonl", "latest/meta.json", "earlier/meta.json"];
    let within = within.map(|name| format!("{}/{name}", generation.name));
    let names = lists::FILES.into_iter().chain(within.iter().map(String::as_str));
    let is_same = |name: &str| match (fs::read(index.join(name)), fs::read(to.join(name))) {
        (Ok(now), Ok(copied)) => now == copied,
        (Err(now), Err(copied)) => now.kind() == ErrorKind::NotFound && copied.kind() == ErrorKind::NotFound,
        _ => false,
    };
    names.into_iter().all(is_same)
}

fn copy(index: &Path, to: &Path) -> Result<CheckReport, IndexError> {
    let generation = Generation::current(index)?;
    fs::create_dir_all(to).map_err(IndexError::io(to))?;
    // Twice: what a commit adds during the first is there in the second, and lists are taken last.
    for _ in 0..2 {
        link_generation(&generation, to)?;
    }
    copy_lists(index, to, &lists::FILES)?;
    copy_lists(index, to, &["runs.jsonl"])?;
    if !is_still(index, &generation, to) {
        return Err(IndexError::Locked { path: index.to_owned() });
    }
    generation.publish(to)?;
    let opened = Opened::of(to, Generation::current(to)?)?;
    let engines = opened.engines();
    // Two engines are not committed at once: a copy between both would miss what moved from one to the other.
    if Payload::of(&engines.latest)? != Payload::of(&engines.earlier)? {
        return Err(IndexError::Locked { path: index.to_owned() });
    }
    drop(opened);
    check(to)
}
