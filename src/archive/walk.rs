//! Which files an archive has.

use std::fs::{self, File, FileType, Metadata, ReadDir};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use super::FaultKind::{self, Failed, Skipped};
use super::{ArchiveError, Fault};
use crate::release::written_digest;

/// One file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveFile {
    /// Where it is on this machine: canonical, but for what has no such path.
    pub location: PathBuf,
    /// Its name in captures and reports: from the name of the archive downwards, with `/`.
    ///
    /// Bytes of a name that are not UTF-8 are written `%FF`, so that no two files share a name.
    pub path: String,
    /// Length in bytes, as listed.
    pub bytes: u64,
    /// When it was last changed, as listed. Tells whether it needs reading again; never a date of publication.
    pub modified: Option<SystemTime>,
}

impl ArchiveFile {
    /// The first 128 bits of BLAKE3 over all of its bytes, in hexadecimal; `None` where it cannot be read.
    pub fn digest(&self) -> Option<String> {
        // It may have become a pipe by now: what is no regular file is not opened.
        let found = self.location.metadata().ok().filter(Metadata::is_file);
        let opened = found.and_then(|_| File::open(&self.location).ok())?;
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(opened).ok()?;
        Some(written_digest(&hasher.finalize()))
    }
}

/// Everything that was found under the paths of an archive.
#[derive(Debug, Default)]
pub struct Walk {
    /// The regular files, in order of the bytes of `path`.
    pub files: Vec<ArchiveFile>,
    /// What is no regular file or could not be listed, in the same order.
    pub faults: Vec<Fault>,
}

/// Lists the regular files under these paths, hidden ones too, without following symbolic links.
///
/// A path inside another adds nothing. Archives of the same name are told apart by the folders above them.
pub fn walk(roots: &[PathBuf]) -> Result<Walk, ArchiveError> {
    let mut walk = Walk::default();
    for Root { entry, found } in named(roots)? {
        if found.is_dir() {
            let listing = fs::read_dir(&entry.location).map_err(|error| unusable(&entry.location, error))?;
            walk.tree(entry, listing);
        } else {
            walk.add(entry, Ok(found));
        }
    }
    walk.files.sort_by(|a, b| (&a.path, &a.location).cmp(&(&b.path, &b.location)));
    walk.faults.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(walk)
}

/// A place on this machine and its name in the archive.
struct Entry {
    location: PathBuf,
    path: String,
}

impl Walk {
    /// Lists a folder and all those inside it, one after another: a thousand deep needs no deeper stack than one.
    fn tree(&mut self, root: Entry, listing: ReadDir) {
        let mut folders = Vec::new();
        self.folder(&root, listing, &mut folders);
        while let Some(folder) = folders.pop() {
            match fs::read_dir(&folder.location) {
                Ok(listing) => self.folder(&folder, listing, &mut folders),
                Err(error) => self.fault(folder.path, Failed, format!("the folder cannot be listed: {error}")),
            }
        }
    }

    fn folder(&mut self, folder: &Entry, listing: ReadDir, folders: &mut Vec<Entry>) {
        for found in listing {
            let found = match found {
                Ok(found) => found,
                Err(error) => {
                    self.fault(folder.path.clone(), Failed, format!("the folder cannot be listed to its end: {error}"));
                    return;
                }
            };
            let name = found.file_name();
            let path = [folder.path.as_str(), &spelled(name.as_encoded_bytes())].join("/");
            let entry = Entry { location: found.path(), path: path.trim_start_matches('/').to_owned() };
            match found.file_type() {
                Ok(kind) if kind.is_dir() && VERSION_CONTROL.iter().any(|folder| name == *folder) => {
                    self.fault(entry.path, Skipped, "a folder of version control".to_owned());
                }
                Ok(kind) if kind.is_dir() => folders.push(entry),
                Ok(_) => self.add(entry, found.metadata()),
                Err(error) => self.add(entry, Err(error)),
            }
        }
    }

    fn add(&mut self, entry: Entry, found: io::Result<Metadata>) {
        match found {
            Ok(found) if found.is_file() => self.files.push(ArchiveFile {
                location: entry.location,
                path: entry.path,
                bytes: found.len(),
                modified: found.modified().ok(),
            }),
            Ok(found) => self.fault(entry.path, Skipped, irregular(found.file_type()).to_owned()),
            Err(error) => self.fault(entry.path, Failed, format!("it cannot be looked at: {error}")),
        }
    }

    fn fault(&mut self, path: String, kind: FaultKind, reason: String) {
        self.faults.push(Fault { path, record: String::new(), kind, reason });
    }
}

/// Their hooks are texts, and no press releases.
pub(super) const VERSION_CONTROL: [&str; 3] = [".git", ".hg", ".svn"];

/// Why a thing that is neither file nor folder is left alone. To open a named pipe is to wait for ever.
fn irregular(kind: FileType) -> &'static str {
    if kind.is_symlink() { "a symbolic link, which is not followed" } else { "a pipe, socket or device, and no file" }
}

/// One path of the archive, as given.
struct Root {
    entry: Entry,
    found: Metadata,
}

/// The paths of the archive with their names, less those that lie inside another.
fn named(roots: &[PathBuf]) -> Result<Vec<Root>, ArchiveError> {
    let mut places: Vec<(Place, Metadata)> = Vec::new();
    for root in roots {
        let found = fs::metadata(root).map_err(|error| unusable(root, error))?;
        let place = Place::of(root);
        if !places.iter().any(|(other, _)| place.location.starts_with(&other.location)) {
            places.retain(|(other, _)| !other.location.starts_with(&place.location));
            places.push((place, found));
        }
    }
    let names = distinct_names(&places.iter().map(|(place, _)| place).collect::<Vec<_>>());
    let places = places.into_iter().zip(names);
    Ok(places.map(|((place, found), path)| Root { entry: Entry { location: place.location, path }, found }).collect())
}

/// Where a path of the archive really is, and what it is called.
struct Place {
    location: PathBuf,
    /// The names of the folders down to it, then its own.
    names: Vec<String>,
}

impl Place {
    fn of(root: &Path) -> Self {
        // Fails on `/dev/fd/63`, which is there all the same.
        let location = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let mut names: Vec<String> = location
            .components()
            .filter_map(
                |part| if let Component::Normal(name) = part { Some(spelled(name.as_encoded_bytes())) } else { None },
            )
            .collect();
        // A link to an archive keeps its own name: `current -> 2017-11-03`.
        if let (Some(given), Some(own)) = (root.file_name(), names.last_mut()) {
            *own = spelled(given.as_encoded_bytes());
        }
        Self { location, names }
    }

    fn name(&self, folders: usize) -> String {
        let start = self.names.len().saturating_sub(folders + 1);
        self.names.get(start..).unwrap_or_default().join("/")
    }
}

/// The name of each place, with as many of the folders above it as tell it from the others.
fn distinct_names(places: &[&Place]) -> Vec<String> {
    let mut folders = vec![0; places.len()];
    loop {
        let names: Vec<String> = places.iter().zip(&folders).map(|(place, folders)| place.name(*folders)).collect();
        let mut lengthened = false;
        for ((name, place), folders) in names.iter().zip(places).zip(&mut folders) {
            let shared = names.iter().filter(|other| *other == name).count() > 1;
            if shared && *folders + 1 < place.names.len() {
                *folders += 1;
                lengthened = true;
            }
        }
        if !lengthened {
            return names;
        }
    }
}

/// A name as text; bytes that are not UTF-8 as `%FF`.
pub(super) fn spelled(name: &[u8]) -> String {
    let mut text = String::new();
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
    }
    text
}

fn unusable(path: &Path, source: io::Error) -> ArchiveError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound => ArchiveError::Missing { path },
        _ => ArchiveError::Unreadable { path, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(location: &str) -> Place {
        let names = location.split('/').skip(1).map(str::to_owned).collect();
        Place { location: location.into(), names }
    }

    #[test]
    fn archives_of_the_same_name_are_told_apart_by_what_is_above() {
        let places = [place("/a/north/2017.jsonl"), place("/a/south/2017.jsonl"), place("/a/2018.jsonl")];
        let names = distinct_names(&places.iter().collect::<Vec<_>>());
        assert_eq!(names, ["north/2017.jsonl", "south/2017.jsonl", "2018.jsonl"]);
    }

    #[test]
    fn names_of_uneven_depth_come_to_an_end() {
        let places = [place("/x"), place("/a/x"), place("/b/a/x")];
        let names = distinct_names(&places.iter().collect::<Vec<_>>());
        assert_eq!(names, ["x", "a/x", "b/a/x"]);
    }
}
