//! The lists that keep releases out: of what was taken down, of what the operator holds back, and of the copies that are
//! held back.
//!
//! The archive does not say what they do, and nothing else of the index would show that a line is missing. So `lists.json`
//! says what each was when a run last ended. A run writes behind that, and what a power cut tears there was never
//! acknowledged: what is compared is what they had then.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::IndexError;
use super::held;
use super::layout::{Generation, sync_folder, write_whole};
use crate::release::written_digest;

const SEAL: &str = "lists.json";
/// Those beside the generations, which no rebuild makes anew.
const BESIDE: [&str; 2] = ["removed.jsonl", "holds"];
/// What goes with a copy of an index.
pub(super) const FILES: [&str; 3] = [SEAL, BESIDE[0], BESIDE[1]];

/// Lists as they were, by their names below the folder of the index.
type Lists = BTreeMap<String, SealedList>;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SealedList {
    bytes: u64,
    /// Of so many bytes.
    digest: String,
}

/// What `lists.json` holds.
#[derive(Debug, Deserialize)]
struct SealedLists {
    lists: Lists,
    /// Of these, as JSON: a list whose name were lost would not be compared.
    digest: String,
}

impl SealedLists {
    /// What was written down; nothing before the first run has ended, and what is wrong with it in a sentence.
    fn read(index: &Path) -> Result<Lists, String> {
        let text = match fs::read(path(index)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Lists::new()),
            Err(error) => return Err(format!("lists.json cannot be read: {error}")),
        };
        match serde_json::from_slice::<Self>(&text) {
            Ok(sealed) if sealed.digest == digest(&sealed.lists) => Ok(sealed.lists),
            _ => Err("lists.json does not hold what was written: where `removed.jsonl` and `holds` are as you want \
                      them, delete it"
                .to_owned()),
        }
    }

    fn write(lists: &Lists, index: &Path) -> Result<(), IndexError> {
        let sealed = serde_json::json!({ "lists": lists, "digest": digest(lists) });
        write_whole(&path(index), sealed.to_string().as_bytes())
    }
}

fn digest(lists: &Lists) -> String {
    written_digest(&blake3::hash(&serde_json::to_vec(lists).unwrap_or_default()))
}

fn path(index: &Path) -> PathBuf {
    index.join(SEAL)
}

/// Those of a generation and beside it.
fn names(generation: &Generation) -> impl Iterator<Item = String> {
    BESIDE.into_iter().map(str::to_owned).chain([held::name(generation)])
}

/// Puts on disk what a killed run may have left in memory alone. Before anything that they say is relied on.
pub(super) fn sync(index: &Path, generation: &Generation) -> Result<(), IndexError> {
    for path in names(generation).map(|name| index.join(name)).filter(|path| path.exists()) {
        File::open(&path).and_then(|list| list.sync_all()).map_err(IndexError::io(&path))?;
    }
    sync_folder(&generation.path)?;
    sync_folder(index)
}

/// Writes down what the lists are, where they still begin with what was written down before.
pub(super) fn seal(index: &Path, generation: &Generation) -> Result<(), IndexError> {
    check_all(index, generation)?;
    let mut lists = Lists::new();
    for name in names(generation) {
        lists.extend(read_list(index, &name, u64::MAX)?.map(|list| (name, list)));
    }
    if SealedLists::read(index).is_ok_and(|before| before == lists) {
        return Ok(());
    }
    SealedLists::write(&lists, index)
}

/// Has a list written anew, whole, and writes down what it is then.
pub(super) fn rewrite(
    index: &Path,
    name: &str,
    write: impl FnOnce() -> Result<(), IndexError>,
) -> Result<(), IndexError> {
    let mut lists = SealedLists::read(index).map_err(|what| IndexError::lists(index, what))?;
    // A process that is killed in between leaves a list of which nothing is said, and no false alarm.
    if lists.remove(name).is_some() {
        SealedLists::write(&lists, index)?;
    }
    write()?;
    lists.extend(read_list(index, name, u64::MAX)?.map(|list| (name.to_owned(), list)));
    SealedLists::write(&lists, index)
}

/// What is wrong with the lists beside the generations, and what to do about it, in sentences.
pub(super) fn compare(index: &Path) -> Vec<String> {
    let problems = compare_each(index, &BESIDE);
    let told = problems.into_iter().map(|problem| match problem {
        Problem::Seal(problem) => problem,
        Problem::List(name, problem) => format!(
            "{name} {problem}: put it back from a backup or mend it by hand, delete lists.json, and take down or hold \
             back again what was since"
        ),
    });
    told.collect()
}

/// What is wrong with the copies that a generation holds back, in a sentence. A rebuild makes them anew.
pub(super) fn compare_held(index: &Path, generation: &Generation) -> Option<String> {
    compare_each(index, &[&held::name(generation)]).into_iter().find_map(|problem| match problem {
        Problem::Seal(_) => None,
        Problem::List(name, problem) => Some(format!("{name} {problem}")),
    })
}

/// Refuses lists beside the generations that are not what they were.
pub(super) fn check(index: &Path) -> Result<(), IndexError> {
    let problems = compare(index);
    if problems.is_empty() {
        return Ok(());
    }
    Err(IndexError::lists(index, problems.join("; ")))
}

/// Refuses copies that are not what was held back.
pub(super) fn check_held(index: &Path, generation: &Generation) -> Result<(), IndexError> {
    compare_held(index, generation).map_or(Ok(()), |problem| Err(IndexError::damaged(index, problem)))
}

/// Refuses lists that are not what they were, those of a generation too.
pub(super) fn check_all(index: &Path, generation: &Generation) -> Result<(), IndexError> {
    check(index)?;
    check_held(index, generation)
}

enum Problem {
    /// With what was written down of them all.
    Seal(String),
    /// With the list of that name.
    List(String, String),
}

/// Looks again where a run wrote one of them anew meanwhile.
fn compare_each(index: &Path, names: &[&str]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for _ in 0..3 {
        problems.clear();
        let lists = match SealedLists::read(index) {
            Ok(lists) => lists,
            Err(problem) => return vec![Problem::Seal(problem)],
        };
        for (name, sealed) in names.iter().filter_map(|name| lists.get_key_value(*name)) {
            let problem = match read_list(index, name, sealed.bytes) {
                Ok(Some(found)) if found == *sealed => continue,
                Ok(Some(_)) => "does not hold what was written".to_owned(),
                Ok(None) => "is gone".to_owned(),
                Err(error) => format!("cannot be read ({error})"),
            };
            problems.push(Problem::List(name.clone(), problem));
        }
        if problems.is_empty() || SealedLists::read(index).is_ok_and(|after| after == lists) {
            break;
        }
    }
    problems
}

/// Of so many bytes of a list, where it has as many; `None` where there is no such list.
fn read_list(index: &Path, name: &str, bytes: u64) -> Result<Option<SealedList>, IndexError> {
    let path = index.join(name);
    let mut hasher = blake3::Hasher::new();
    let read = File::open(&path).and_then(|list| hasher.update_reader(list.take(bytes)).map(drop));
    match read {
        Ok(()) => Ok(Some(SealedList { bytes: hasher.count(), digest: written_digest(&hasher.finalize()) })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(IndexError::io(path)(error)),
    }
}
