//! What an index cannot do, and what to do about it.

use std::path::PathBuf;

use tantivy::TantivyError;

/// What went wrong with an index; every message says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is no index in this folder.
    #[error("there is no index in {}; make one with `pressmark index ARCHIVE --index {}`", path.display(), path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// Another process is writing.
    #[error("the index in {} is being written by another process; wait until it has finished", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// The index was built by a program that reads or analyses differently.
    #[error("the index in {} was built {found}; build it anew with `pressmark index --rebuild ARCHIVE --index {}`", path.display(), path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// What is different: "with other topics".
        found: String,
    },
    /// Files are missing or do not hold what was written.
    #[error("the index in {} is damaged ({what}); build it anew with `pressmark index --rebuild ARCHIVE --index {}`", path.display(), path.display())]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// Which file or figure is wrong.
        what: String,
    },
    /// The lists that keep out what was taken down or is held back do not hold what was written.
    #[error("in the index in {}, {what}", path.display())]
    Lists {
        /// The folder.
        path: PathBuf,
        /// Which are wrong, and what to do.
        what: String,
    },
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The engine failed.
    #[error("the search engine failed: {0}")]
    Engine(#[from] TantivyError),
    /// Fewer or more releases are in the index than were acknowledged.
    #[error("after commit {commit} the index holds {found} releases instead of {expected}; run `pressmark check`")]
    Miscounted {
        /// The commit.
        commit: u64,
        /// What was acknowledged.
        expected: u64,
        /// What is there.
        found: u64,
    },
}

impl IndexError {
    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    pub(super) fn lists(path: impl Into<PathBuf>, what: impl ToString) -> Self {
        Self::Lists { path: path.into(), what: what.to_string() }
    }

    pub(super) fn damaged(path: impl Into<PathBuf>, what: impl ToString) -> Self {
        Self::Damaged { path: path.into(), what: what.to_string() }
    }
}
