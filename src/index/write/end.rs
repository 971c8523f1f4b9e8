//! How a run ends: whole, or asked to stop.

use super::super::erase;
use super::super::error::IndexError;
use super::super::layout::{remove_unsorted_stores, sync_folder};
use super::super::lists;
use super::super::merge::into_one;
use super::super::seal::{is_sealed, seal};
use super::{Commit, Writer};

impl Writer {
    /// Commits, merges, seals the generation and, where it was rebuilt, switches to it.
    ///
    /// # Errors
    ///
    /// As [`Writer::commit`]; a rebuilt generation is then not switched to.
    pub fn finish(self) -> Result<Commit, IndexError> {
        self.end(true)
    }

    /// Commits and seals what there is of a run that was asked to stop. A generation that was to be rebuilt is not
    /// whole: it is removed, and the one before it stays.
    ///
    /// # Errors
    ///
    /// As [`Writer::commit`].
    pub fn stop(self) -> Result<Commit, IndexError> {
        self.end(false)
    }

    /// Whether what came since a run last ended whole is half of the archive or more. Then one segment is made of all:
    /// a search pays for each segment it looks into, a third of its time at 500,000 releases in ten. Of less, the
    /// engine's own merges have to do, or every small run would write everything anew.
    fn has_doubled(&self) -> bool {
        self.releases >= self.settled.saturating_mul(2)
    }

    fn end(mut self, whole: bool) -> Result<Commit, IndexError> {
        self.commit()?;
        let merges = whole && self.has_doubled();
        let Self { index, latest, earlier, opened, snapshot, rebuilds, .. } = self;
        for writer in [latest, earlier] {
            writer.wait_merging_threads()?;
        }
        if merges {
            into_one(&opened.engines().latest)?;
        }
        let generation = &opened.generation;
        let mut state = snapshot.payload;
        drop(snapshot);
        let erases = erase::is_asked_for(&index) && (whole || !rebuilds);
        if erases {
            state = erase::erase(&opened, state)?;
            if !rebuilds {
                generation.remove_others(&index)?;
            }
            opened.snapshot()?;
        }
        if rebuilds && !whole {
            generation.remove()?;
        } else {
            for part in ["earlier", "latest"] {
                let folder = generation.path.join(part);
                remove_unsorted_stores(&folder)?;
                sync_folder(&folder)?;
            }
            if !is_sealed(generation) {
                seal(generation, opened.engines())?;
            }
            if rebuilds {
                generation.publish(&index)?;
            }
            lists::seal(&index, generation)?;
        }
        if erases {
            // Last: the generation before this one may have had what was to be erased.
            erase::done(&index)?;
        }
        Ok(Commit { number: state.commit, releases: state.releases })
    }
}
