//! Where the parts of an index lie on disk.
//!
//! ```text
//! INDEX/lock                   held by the one writer
//! INDEX/runs.jsonl             what each run read, and what became of it
//! INDEX/removed.jsonl          releases that were taken out
//! INDEX/holds                  the operator's list of what is held back
//! INDEX/lists.json             lengths and digests of the last two, and of what is held back
//! INDEX/erasing                what was deleted is to be erased from every segment
//! INDEX/current                the name of the generation that is read
//! INDEX/g0001/generation.json  what built it: format and topics
//! INDEX/g0001/files.jsonl      the archive files that it has read whole
//! INDEX/g0001/skipped-0.jsonl  what of them was no press text, and why
//! INDEX/g0001/revisits-0.jsonl revisits among them whose originals have not come
//! INDEX/g0001/held.jsonl       copies that may not be shown yet
//! INDEX/g0001/seal.json        names, lengths and digests of its files, written when a run ends
//! INDEX/g0001/latest/          the latest wording of every release
//! INDEX/g0001/earlier/         the wordings before it
//! ```

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tantivy::index::{Index as Engine, IndexSettings, IndexSortByField, Order};

use super::durable;
use super::error::IndexError;
use super::schema::{Fields, column, schema};
use super::shelf::Shelf;
use super::spelled::tokenizers;
use crate::enrich::{Topic, Topics};

/// Changes whenever the schema, what is stored, the order of texts in a field, the tokenizer, the folding, the stemmer or
/// the rules of kinds do.
const FORMAT: u32 = 6;

/// A block of the store is closed when it has come to this size, in bytes: half of the engine's own. To show a hit is to
/// unpack all of its block. An index that is there keeps the size it was made with.
const STORED_TOGETHER: usize = 8 << 10;

/// How often it is tried to remove a folder into which somebody else writes.
const ATTEMPTS: usize = 20;

/// One complete index.
#[derive(Debug, Clone)]
pub(super) struct Generation {
    /// Its folder.
    pub(super) path: PathBuf,
    /// Its name: `g0001`.
    pub(super) name: String,
    /// Its topics.
    pub(super) topics: Vec<Topic>,
    /// What decided which release belongs to which of them.
    topics_fingerprint: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Description {
    format: u32,
    topics_fingerprint: String,
    topics: Vec<Topic>,
}

/// The two engines of a generation.
pub(super) struct Engines {
    pub(super) latest: Engine,
    pub(super) earlier: Engine,
    pub(super) fields: Fields,
}

impl Generation {
    /// The generation that is read.
    pub(super) fn current(index: &Path) -> Result<Self, IndexError> {
        let pointer = index.join("current");
        let name = match fs::read_to_string(&pointer) {
            Ok(name) => name.trim().to_owned(),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(IndexError::Missing { path: index.to_owned() });
            }
            Err(error) => return Err(IndexError::io(pointer)(error)),
        };
        if !is_name(&name) {
            return Err(IndexError::damaged(index, "`current` names no generation"));
        }
        let path = index.join(&name);
        let description = path.join("generation.json");
        let text = fs::read(&description)
            .map_err(|error| IndexError::damaged(index, format!("{name}/generation.json: {error}")))?;
        let description: Description = serde_json::from_slice(&text)
            .map_err(|error| IndexError::damaged(index, format!("{name}/generation.json: {error}")))?;
        if description.format != FORMAT {
            let found = format!("in format {}, and this program reads format {FORMAT}", description.format);
            return Err(IndexError::Foreign { path: index.to_owned(), found });
        }
        let Description { topics, topics_fingerprint, .. } = description;
        Ok(Self { path, name, topics, topics_fingerprint })
    }

    /// Makes an empty generation; [`Generation::publish`] lets readers see it.
    pub(super) fn create(index: &Path, topics: &Topics) -> Result<Self, IndexError> {
        durable::make_folder(index).map_err(IndexError::io(index))?;
        let last = generations(index)?.into_iter().filter_map(|name| name[1..].parse::<u32>().ok()).max();
        // A folder of that name that is not ours, or that a killed process began and never described, is passed over.
        let mut names = (last.unwrap_or(0) + 1..).map(|number| format!("g{number:04}"));
        let name = names.find(|name| !index.join(name).exists()).unwrap_or_default();
        let path = index.join(&name);
        let settings = IndexSettings {
            sort_by_field: Some(IndexSortByField { field: column::FIRST_DAY.to_owned(), order: Order::Desc }),
            docstore_blocksize: STORED_TOGETHER,
            ..IndexSettings::default()
        };
        for part in ["latest", "earlier"] {
            let folder = path.join(part);
            fs::create_dir_all(&folder).map_err(IndexError::io(&folder))?;
            Engine::builder().schema(schema()).settings(settings.clone()).create_in_dir(&folder)?;
            sync_folder(&folder)?;
        }
        let description =
            Description { format: FORMAT, topics_fingerprint: topics.fingerprint(), topics: topics.all().to_vec() };
        let text = serde_json::to_vec_pretty(&description).unwrap_or_default();
        write_whole(&path.join("generation.json"), &text)?;
        let Description { topics, topics_fingerprint, .. } = description;
        Ok(Self { path, name, topics, topics_fingerprint })
    }

    /// Whether it was built with these topics.
    pub(super) fn check_topics(&self, index: &Path, topics: &Topics) -> Result<(), IndexError> {
        if self.topics_fingerprint == topics.fingerprint() {
            return Ok(());
        }
        Err(IndexError::Foreign { path: index.to_owned(), found: "with other topics".to_owned() })
    }

    /// Makes it the one that is read, and removes those before it.
    pub(super) fn publish(&self, index: &Path) -> Result<(), IndexError> {
        write_whole(&index.join("current"), self.name.as_bytes())?;
        for name in generations(index)? {
            if name < self.name {
                let old = index.join(name);
                remove_folder(&old)?;
            }
        }
        Ok(())
    }

    /// Removes every other, as runs that were killed leave them. Only for whoever holds the lock.
    pub(super) fn remove_others(&self, index: &Path) -> Result<(), IndexError> {
        for name in generations(index)?.into_iter().filter(|name| *name != self.name) {
            let other = index.join(name);
            remove_folder(&other)?;
        }
        Ok(())
    }

    /// Removes it; never the one that is read.
    pub(super) fn remove(&self) -> Result<(), IndexError> {
        remove_folder(&self.path)
    }

    /// Opens its engines.
    pub(super) fn open(&self, index: &Path) -> Result<Engines, IndexError> {
        let engine = |part: &str| -> Result<Engine, IndexError> {
            let mut engine = Shelf::open(&self.path.join(part))
                .and_then(Engine::open)
                .map_err(|error| IndexError::damaged(index, format!("{}/{part}: {error}", self.name)))?;
            engine.set_tokenizers(tokenizers());
            Ok(engine)
        };
        let (latest, earlier) = (engine("latest")?, engine("earlier")?);
        let fields = Fields::of(&latest.schema())
            .filter(|_| latest.schema() == schema() && earlier.schema() == schema())
            .ok_or_else(|| IndexError::Foreign { path: index.to_owned(), found: "with another schema".to_owned() })?;
        Ok(Engines { latest, earlier, fields })
    }
}

/// Removes a generation that nobody is to read any more. Who is opening it just then puts a lock into it behind our back.
fn remove_folder(folder: &Path) -> Result<(), IndexError> {
    for _ in 0..ATTEMPTS {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => sleep(Duration::from_millis(5)),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            removed => return removed.map_err(IndexError::io(folder)),
        }
    }
    fs::remove_dir_all(folder).map_err(IndexError::io(folder))
}

fn is_name(name: &str) -> bool {
    name.len() >= 5 && name.starts_with('g') && name[1..].bytes().all(|b| b.is_ascii_digit())
}

fn generations(index: &Path) -> Result<Vec<String>, IndexError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(index).map_err(IndexError::io(index))? {
        let entry = entry.map_err(IndexError::io(index))?;
        // Somebody's folder may be called so too: only what we described is ours.
        let is_ours = entry.path().join("generation.json").is_file();
        names.extend(entry.file_name().into_string().ok().filter(|name| is_ours && is_name(name)));
    }
    names.sort();
    Ok(names)
}

/// As [`durable::write_whole`], of a file of the index.
pub(super) fn write_whole(path: &Path, content: &[u8]) -> Result<(), IndexError> {
    durable::write_whole(path, content).map_err(IndexError::io(path))
}

/// As [`durable::sync_folder`], of a folder of the index.
pub(super) fn sync_folder(folder: &Path) -> Result<(), IndexError> {
    durable::sync_folder(folder).map_err(IndexError::io(folder))
}

/// Removes what a killed engine left behind: files of segments that its list does not name, deletions that were written
/// for a commit that never was, and unfinished `.tmp` files. The engine numbers a repeated commit like the one that was
/// cut short, and refuses to write a file that is there already.
pub(super) fn sweep(folder: &Path, engine: &Engine) -> Result<(), IndexError> {
    const OLD: Duration = Duration::from_secs(3600);
    let mut segments = HashMap::new();
    for segment in engine.searchable_segment_metas()? {
        segments.insert(segment.id().uuid_string(), segment.delete_opstamp());
    }
    for entry in fs::read_dir(folder).map_err(IndexError::io(folder))? {
        let entry = entry.map_err(IndexError::io(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let age = || entry.metadata().and_then(|found| found.modified()).ok().and_then(|at| at.elapsed().ok());
        let left_behind = match name.split_once('.') {
            // Young ones may belong to a reader's lock.
            Some(("", rest)) => rest.starts_with("tmp") && age().is_some_and(|age| age > OLD),
            Some((segment, rest)) if segment.len() == 32 => match (segments.get(segment), rest.strip_suffix(".del")) {
                (None, _) => true,
                (Some(deleted), Some(opstamp)) => deleted.is_none_or(|deleted| deleted.to_string() != opstamp),
                (Some(_), None) => rest.ends_with("temp"),
            },
            _ => false,
        };
        if left_behind {
            fs::remove_file(entry.path()).map_err(IndexError::io(entry.path()))?;
        }
    }
    Ok(())
}

/// Removes the stores that were written before sorting. The engine keeps them as long as the writer that made them
/// lives, and they double the size of an index; without a writer nobody needs them.
pub(super) fn remove_unsorted_stores(folder: &Path) -> Result<(), IndexError> {
    for entry in fs::read_dir(folder).map_err(IndexError::io(folder))? {
        let entry = entry.map_err(IndexError::io(folder))?;
        if entry.file_name().to_string_lossy().ends_with(".store.temp") {
            fs::remove_file(entry.path()).map_err(IndexError::io(entry.path()))?;
        }
    }
    Ok(())
}
