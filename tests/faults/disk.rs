//! A disk that keeps no more than it promised.
//!
//! What POSIX promises is little: what was written to a file is there after the file was synced, and a name is there, or
//! gone, after its folder was. All else may be there after a power cut or not, each by itself, whole or torn.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::recording::Call;
use crate::chance::Chance;

/// A file or a folder, whatever it is called.
type Node = usize;

const ROOT: Node = 0;

/// A change, in the order in which they were made.
#[derive(Debug, Clone)]
enum Change {
    Name { folder: Node, name: String, node: Node },
    Rename { folder: Node, from: String, to: String, node: Node },
    Remove { folder: Node, name: String },
    Write { node: Node, at: u64, bytes: Vec<u8> },
    Cut { node: Node, length: u64 },
}

impl Change {
    /// What has to be synced for it to last.
    fn lies_in(&self) -> Node {
        match self {
            Self::Name { folder, .. } | Self::Rename { folder, .. } | Self::Remove { folder, .. } => *folder,
            Self::Write { node, .. } | Self::Cut { node, .. } => *node,
        }
    }

    fn is_of_names(&self) -> bool {
        matches!(self, Self::Name { .. } | Self::Rename { .. } | Self::Remove { .. })
    }
}

#[derive(Debug)]
struct Synced {
    node: Node,
    /// How many changes there were when it began, and when it was done.
    begun_after: usize,
    done_after: usize,
}

/// What is known of a disk: every change, and which of them it was told to keep.
#[derive(Debug)]
pub(super) struct Disk {
    folder: PathBuf,
    nodes: usize,
    changes: Vec<Change>,
    synced: Vec<Synced>,
    /// As they are now.
    folders: HashMap<Node, BTreeMap<String, Node>>,
    lengths: HashMap<Node, u64>,
}

/// How much a power cut takes of what was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loss {
    /// Nothing: the process died, and the machine did not.
    Nothing,
    /// All of it.
    Everything,
    /// What a journal had not written yet: names are kept in the order in which they were given, up to some moment that is
    /// no earlier than the last time anything was synced. Contents are kept, lost, torn or zeros.
    Journal,
    /// Whatever chance takes, in any order.
    Anything,
}

impl Disk {
    /// An empty one in place of this folder.
    pub(super) fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            nodes: 1,
            changes: Vec::new(),
            synced: Vec::new(),
            folders: HashMap::from([(ROOT, BTreeMap::new())]),
            lengths: HashMap::new(),
        }
    }

    /// How many changes were made.
    pub(super) fn changes(&self) -> usize {
        self.changes.len()
    }

    /// Makes the changes of a process, and says after each call how many changes there were.
    pub(super) fn take(&mut self, calls: &[Call], mut after: impl FnMut(&Self, &Call)) {
        let mut open: HashMap<i64, (Node, u64, bool)> = HashMap::new();
        let mut changes_before = Vec::with_capacity(calls.len());
        for call in calls {
            changes_before.push(self.changes.len());
            match call {
                Call::Open { descriptor, path, creates, empties, appends } => {
                    let (folder, name) = self.place_of(path);
                    let node = match name {
                        None => folder,
                        Some(name) => match self.folders[&folder].get(&name) {
                            Some(node) => *node,
                            None => {
                                assert!(creates, "{} is not there", path.display());
                                let node = self.node();
                                self.lengths.insert(node, 0);
                                self.change(Change::Name { folder, name, node });
                                node
                            }
                        },
                    };
                    if *empties && self.lengths.get(&node).is_some_and(|length| *length > 0) {
                        self.change(Change::Cut { node, length: 0 });
                    }
                    open.insert(*descriptor, (node, 0, *appends));
                }
                Call::Close { descriptor } => drop(open.remove(descriptor)),
                Call::Write { descriptor, bytes } => {
                    let (node, at, appends) = open[descriptor];
                    let at = if appends { self.lengths[&node] } else { at };
                    open.insert(*descriptor, (node, at + bytes.len() as u64, appends));
                    self.change(Change::Write { node, at, bytes: bytes.clone() });
                }
                Call::Seek { descriptor, to } => drop(open.entry(*descriptor).and_modify(|(_, at, _)| *at = *to)),
                Call::Cut { descriptor, length } => {
                    self.change(Change::Cut { node: open[descriptor].0, length: *length });
                }
                Call::Sync { descriptor, begun_after } => self.synced.push(Synced {
                    node: open[descriptor].0,
                    begun_after: changes_before[*begun_after],
                    done_after: self.changes.len(),
                }),
                Call::MakeFolder { path } => {
                    let (folder, name) = self.place_of(path);
                    let node = self.node();
                    self.folders.insert(node, BTreeMap::new());
                    self.change(Change::Name { folder, name: name.unwrap(), node });
                }
                Call::Rename { from, to } => {
                    let ((folder, from), (into, to)) = (self.place_of(from), self.place_of(to));
                    assert_eq!(folder, into, "from folder to folder is not understood here");
                    let (from, to) = (from.unwrap(), to.unwrap());
                    let node = self.folders[&folder][&from];
                    self.change(Change::Rename { folder, from, to, node });
                }
                Call::Remove { path } => {
                    let (folder, name) = self.place_of(path);
                    self.change(Change::Remove { folder, name: name.unwrap() });
                }
            }
            after(self, call);
        }
    }

    fn node(&mut self) -> Node {
        self.nodes += 1;
        self.nodes - 1
    }

    /// The folder in which a path ends, and its name there; no name for the root.
    fn place_of(&self, path: &Path) -> (Node, Option<String>) {
        let below = path.strip_prefix(&self.folder).unwrap();
        let mut names: Vec<String> = below
            .components()
            .map(|component| match component {
                Component::Normal(name) => name.to_str().unwrap().to_owned(),
                _ => panic!("{} is no plain path", path.display()),
            })
            .collect();
        let last = names.pop();
        (names.iter().fold(ROOT, |folder, name| self.folders[&folder][name]), last)
    }

    fn change(&mut self, change: Change) {
        match &change {
            Change::Write { node, at, bytes } => {
                let length = self.lengths.get_mut(node).unwrap();
                *length = (*length).max(at + bytes.len() as u64);
            }
            Change::Cut { node, length } => drop(self.lengths.insert(*node, *length)),
            _ => name(&mut self.folders, &change),
        }
        self.changes.push(change);
    }

    /// What lies in a file now, without what it was told to keep playing a part.
    pub(super) fn content(&self, path: &Path) -> Option<Vec<u8>> {
        let (folder, name) = self.place_of(path);
        let node = *self.folders.get(&folder)?.get(&name?)?;
        let mut content = Vec::new();
        self.changes.iter().for_each(|change| fill(&mut content, node, change, None));
        Some(content)
    }

    /// Whether a name, as it is now, was synced: its folder since it was last given.
    pub(super) fn keeps_name(&self, path: &Path) -> bool {
        let (folder, wanted) = self.place_of(path);
        let wanted = wanted.unwrap();
        let given = self.changes.iter().rposition(|change| match change {
            Change::Name { folder: of, name, .. } => *of == folder && *name == wanted,
            Change::Rename { folder: of, to, .. } => *of == folder && *to == wanted,
            _ => false,
        });
        given.is_some_and(|given| self.synced.iter().any(|synced| synced.node == folder && synced.begun_after > given))
    }

    /// As if a folder had been synced once, and never again.
    pub(super) fn forget_syncs(&mut self, folder: &Path) {
        let (above, name) = self.place_of(folder);
        let node = self.folders[&above][&name.unwrap()];
        let first = self.synced.iter().filter(|synced| synced.node == node).map(|synced| synced.done_after).min();
        self.synced.retain(|synced| synced.node != node || Some(synced.done_after) == first);
    }

    /// What is found after a power cut behind so many changes, written to a folder.
    pub(super) fn cut(&self, after: usize, loss: Loss, chance: &mut Chance, to: &Path) {
        let mut kept_until: HashMap<Node, usize> = HashMap::new();
        let done = || self.synced.iter().filter(|synced| synced.done_after <= after);
        for synced in done() {
            let until = kept_until.entry(synced.node).or_default();
            *until = synced.begun_after.max(*until);
        }
        // A journal is written as a whole whenever anything is synced.
        let journal = done().map(|synced| synced.begun_after).max().unwrap_or(0);
        let journal = journal + chance.below(after + 1 - journal.min(after));
        // Some cuts take nearly everything, some nearly nothing.
        let (lost, of) = [(1, 2), (1, 10), (9, 10)][chance.below(3)];
        let mut folders: HashMap<Node, BTreeMap<String, Node>> = HashMap::new();
        let mut contents: HashMap<Node, Vec<u8>> = HashMap::new();
        for (at, change) in self.changes[..after].iter().enumerate() {
            let is_kept = loss == Loss::Nothing || kept_until.get(&change.lies_in()).is_some_and(|until| at < *until);
            if change.is_of_names() {
                let survives = match loss {
                    Loss::Nothing => true,
                    Loss::Everything => false,
                    Loss::Journal => at < journal,
                    Loss::Anything => chance.below(of) >= lost,
                };
                if is_kept || survives {
                    name(&mut folders, change);
                }
                continue;
            }
            let node = change.lies_in();
            let content = contents.entry(node).or_default();
            if is_kept {
                fill(content, node, change, None);
            } else if loss != Loss::Everything {
                match chance.below(4) {
                    0 => {}
                    1 => fill(content, node, change, None),
                    2 => fill(content, node, change, Some(Torn::After(chance.below(4096)))),
                    _ => fill(content, node, change, Some(Torn::Zeros)),
                }
            }
        }
        let _ = fs::remove_dir_all(to);
        fs::create_dir_all(to).unwrap();
        self.write(ROOT, &folders, &contents, to);
    }

    fn write(
        &self,
        folder: Node,
        folders: &HashMap<Node, BTreeMap<String, Node>>,
        contents: &HashMap<Node, Vec<u8>>,
        to: &Path,
    ) {
        for (name, node) in folders.get(&folder).into_iter().flatten() {
            let path = to.join(name);
            if self.folders.contains_key(node) {
                fs::create_dir(&path).unwrap();
                self.write(*node, folders, contents, &path);
            } else {
                fs::write(path, contents.get(node).map_or(&[][..], Vec::as_slice)).unwrap();
            }
        }
    }
}

/// Takes a change of names into account.
fn name(folders: &mut HashMap<Node, BTreeMap<String, Node>>, change: &Change) {
    match change {
        Change::Name { folder, name, node } => {
            folders.entry(*folder).or_default().insert(name.clone(), *node);
        }
        Change::Rename { folder, from, to, node } => {
            let names = folders.entry(*folder).or_default();
            if names.get(from) == Some(node) {
                names.remove(from);
            }
            names.insert(to.clone(), *node);
        }
        Change::Remove { folder, name } => {
            folders.entry(*folder).or_default().remove(name);
        }
        Change::Write { .. } | Change::Cut { .. } => {}
    }
}

/// What becomes of a write that is neither kept nor lost.
#[derive(Clone, Copy)]
enum Torn {
    After(usize),
    /// The length was written, and the content was not.
    Zeros,
}

fn fill(content: &mut Vec<u8>, of: Node, change: &Change, torn: Option<Torn>) {
    match change {
        Change::Write { node, at, bytes } if *node == of => {
            let at = *at as usize;
            let written = match torn {
                None => bytes.clone(),
                Some(Torn::After(most)) => bytes[..most.min(bytes.len())].to_vec(),
                Some(Torn::Zeros) => vec![0; bytes.len()],
            };
            if content.len() < at + written.len() {
                content.resize(at + written.len(), 0);
            }
            content[at..at + written.len()].copy_from_slice(&written);
        }
        Change::Cut { node, length } if *node == of => content.resize(*length as usize, 0),
        _ => {}
    }
}
