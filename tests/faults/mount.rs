//! File systems that are mounted for a test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file system; unmounted with this.
pub(super) struct Mount(pub(super) PathBuf);

impl Mount {
    pub(super) fn tmpfs(at: &Path, kilobytes: u64) -> Self {
        fs::create_dir_all(at).unwrap();
        let options = format!("size={kilobytes}k");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at).status().unwrap();
        assert!(mounted.success(), "mounting needs root");
        Self(at.to_owned())
    }

    /// An ext4 in a file of so many bytes, which writes nothing back within five minutes unless it is asked to.
    pub(super) fn new_image(image: &Path, at: &Path, bytes: u64) -> Self {
        fs::File::create(image).unwrap().set_len(bytes).unwrap();
        let made = Command::new("mkfs.ext4").args(["-q", "-F"]).arg(image).status().expect("this takes mkfs.ext4");
        assert!(made.success());
        Self::image(image, at)
    }

    /// The ext4 in a file, as it is.
    pub(super) fn image(image: &Path, at: &Path) -> Self {
        fs::create_dir_all(at).unwrap();
        let mounted = Command::new("mount").args(["-o", "loop,commit=300"]).args([image, at]).output().unwrap();
        let complaint = String::from_utf8_lossy(&mounted.stderr);
        assert!(mounted.status.success(), "mounting an image takes root and loop devices: {complaint}");
        Self(at.to_owned())
    }

    pub(super) fn again(&self, options: &str) {
        let options = format!("remount,{options}");
        assert!(Command::new("mount").args(["-o", &options]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
