//! What a process did to a folder: its system calls, as strace writes them down.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What one call did. Descriptors are those of the process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Call {
    Open { descriptor: i64, path: PathBuf, creates: bool, empties: bool, appends: bool },
    Close { descriptor: i64 },
    Write { descriptor: i64, bytes: Vec<u8> },
    Seek { descriptor: i64, to: u64 },
    Cut { descriptor: i64, length: u64 },
    Sync { descriptor: i64, begun_after: usize },
    MakeFolder { path: PathBuf },
    Rename { from: PathBuf, to: PathBuf },
    Remove { path: PathBuf },
}

/// What strace is asked to write down. The calls of the second line are not understood here, and must not come.
pub(super) const TRACED: &str = "trace=openat,close,write,lseek,ftruncate,fsync,fdatasync,mkdir,rename,unlink,rmdir,unlinkat,\
     open,creat,pwrite64,writev,pwritev,truncate,link,linkat,symlink,renameat,renameat2,mkdirat,fallocate,copy_file_range,\
     sendfile,splice,dup,dup2,dup3,sync_file_range,msync";

/// Calls that speak of files outside a folder, or that failed, come to nothing.
pub(super) fn read(log: &str, folder: &Path) -> Vec<Call> {
    let mut reading = Reading { folder, ours: HashMap::new(), calls: Vec::new() };
    let mut unfinished: HashMap<&str, (String, usize)> = HashMap::new();
    for line in log.lines() {
        let Some((process, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        let begun_after = reading.calls.len();
        if let Some(begun) = rest.strip_suffix(" <unfinished ...>").filter(|begun| begun.starts_with("close(")) {
            // Its number may be given to another file before the call is back.
            reading.line(&format!("{begun}) = 0"), begun_after);
        } else if rest.starts_with("<... close resumed>") {
        } else if let Some(begun) = rest.strip_suffix(" <unfinished ...>") {
            unfinished.insert(process, (begun.to_owned(), begun_after));
        } else if let Some((_, end)) = rest.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>")) {
            let (begun, begun_after) = unfinished.remove(process).unwrap();
            reading.line(&format!("{begun}{end}"), begun_after);
        } else {
            reading.line(rest, begun_after);
        }
    }
    reading.calls
}

struct Reading<'f> {
    folder: &'f Path,
    /// Open descriptors of files and folders that are looked at, with the path under which each was opened.
    ours: HashMap<i64, PathBuf>,
    calls: Vec<Call>,
}

impl Reading<'_> {
    fn line(&mut self, line: &str, begun_after: usize) {
        let Some((call, rest)) = line.split_once('(') else { return };
        let Some((arguments, result)) = rest.rsplit_once(" = ") else { return };
        let Some(arguments) = arguments.trim_end().strip_suffix(')') else { return };
        let Some(result) = result.split_whitespace().next().and_then(|result| result.parse::<i64>().ok()) else {
            return;
        };
        if result < 0 {
            return;
        }
        let arguments: Vec<&str> = arguments.split(", ").collect();
        let number = |at: usize| arguments[at].split('<').next().unwrap().parse::<i64>().unwrap_or(-1);
        let path = |at: usize| PathBuf::from(String::from_utf8(text(arguments[at])).unwrap());
        // As calls with an `at` in their names take it: in a folder that is open, or whole.
        let path_in = |folder: usize, at: usize| match path(at) {
            path if path.is_absolute() => path,
            path => self.ours.get(&number(folder)).map_or_else(PathBuf::new, |folder| folder.join(path)),
        };
        let is_ours = |path: &Path| path.starts_with(self.folder);
        let made = match call {
            "openat" => {
                let flag = |name| arguments[2].split('|').any(|flag| flag == name);
                let (creates, empties, appends) = (flag("O_CREAT"), flag("O_TRUNC"), flag("O_APPEND"));
                Call::Open { descriptor: result, path: path_in(0, 1), creates, empties, appends }
            }
            "mkdir" => Call::MakeFolder { path: path(0) },
            "rename" => Call::Rename { from: path(0), to: path(1) },
            "renameat" | "renameat2" => Call::Rename { from: path_in(0, 1), to: path_in(2, 3) },
            "unlink" | "rmdir" => Call::Remove { path: path(0) },
            "unlinkat" => Call::Remove { path: path_in(0, 1) },
            _ if !self.ours.contains_key(&number(0)) => {
                let mut paths = arguments.iter().filter(|argument| argument.starts_with('"')).map(|path| text(path));
                let other =
                    call == "write" || !paths.any(|path| path.starts_with(self.folder.as_os_str().as_encoded_bytes()));
                assert!(other, "{call} is not understood here: {line:.200}");
                return;
            }
            "close" => Call::Close { descriptor: number(0) },
            "write" => {
                let bytes = text(arguments[1]);
                assert_eq!(bytes.len() as i64, result, "a write that was cut short is not understood here");
                Call::Write { descriptor: number(0), bytes }
            }
            "lseek" => Call::Seek { descriptor: number(0), to: result as u64 },
            "ftruncate" => Call::Cut { descriptor: number(0), length: number(1) as u64 },
            "fsync" | "fdatasync" => Call::Sync { descriptor: number(0), begun_after },
            _ => panic!("{call} is not understood here: {line:.200}"),
        };
        match &made {
            Call::Open { path, .. }
            | Call::MakeFolder { path }
            | Call::Remove { path }
            | Call::Rename { to: path, .. }
                if !is_ours(path) =>
            {
                return;
            }
            Call::Open { descriptor, path, .. } => drop(self.ours.insert(*descriptor, path.clone())),
            Call::Close { descriptor } => drop(self.ours.remove(descriptor)),
            _ => {}
        }
        self.calls.push(made);
    }
}

/// The bytes of a string as `strace -xx` writes it.
fn text(quoted: &str) -> Vec<u8> {
    assert!(!quoted.ends_with("..."), "strace cut a string short");
    let digits = quoted.trim_matches('"').split("\\x").skip(1);
    digits.map(|digits| u8::from_str_radix(digits, 16).unwrap()).collect()
}

#[test]
fn a_recording_has_what_was_done_to_its_folder_in_order() {
    let log = r#"
7 openat(AT_FDCWD, "\x2f\x65\x74\x63", O_RDONLY|O_CLOEXEC) = 3
7 openat(AT_FDCWD, "\x2f\x64\x2f\x61", O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, 0666) = 4
8 write(4, "\x68\x69" <unfinished ...>
7 fsync(4 <unfinished ...>
8 <... write resumed>)       = 2
7 <... fsync resumed>)       = 0
7 rename("\x2f\x64\x2f\x61", "\x2f\x64\x2f\x62") = 0
7 unlink("\x2f\x64\x2f\x63") = -1 ENOENT (No such file or directory)
7 write(1, "\x68\x69", 2) = 2
7 close(4 <unfinished ...>
8 openat(AT_FDCWD, "\x2f\x64\x2f\x62", O_RDONLY|O_CLOEXEC) = 4
7 <... close resumed>)       = 0
8 fsync(4)                   = 0
"#;
    let calls = read(log, Path::new("/d"));
    let (a, b) = (PathBuf::from("/d/a"), PathBuf::from("/d/b"));
    assert_eq!(
        calls,
        [
            Call::Open { descriptor: 4, path: a.clone(), creates: true, empties: true, appends: false },
            Call::Write { descriptor: 4, bytes: b"hi".to_vec() },
            // It began before the write was done, so it promises nothing of it.
            Call::Sync { descriptor: 4, begun_after: 1 },
            Call::Rename { from: a, to: b.clone() },
            Call::Close { descriptor: 4 },
            Call::Open { descriptor: 4, path: b, creates: false, empties: false, appends: false },
            Call::Sync { descriptor: 4, begun_after: 6 },
        ]
    );
}
