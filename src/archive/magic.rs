//! Formats known by their first bytes that this version does not read.

/// Why nobody reads this file, where its first bytes tell.
pub(super) fn unread(head: &[u8]) -> Option<String> {
    if let Some((_, what)) = MEDIA.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(format!("{what} is no press text"));
    }
    let media = match head {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("a WebP image"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W' | b'A', ..] => Some("a sound or video file"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("a sound or video file"),
        _ => None,
    };
    if let Some(what) = media {
        return Some(format!("{what} is no press text"));
    }
    let (_, what) = NOT_YET.iter().find(|(magic, _)| head.starts_with(magic))?;
    Some(not_read(what))
}

/// The reason given for a format that holds press text and is not read yet.
pub(super) fn not_read(what: &str) -> String {
    format!("{what}; this version does not read it")
}

const MEDIA: [(&[u8], &str); 18] = [
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\0\0\x01\0", "an icon"),
    (b"ID3\x03", "an MP3 file"),
    (b"ID3\x04", "an MP3 file"),
    (b"OggS", "an Ogg file"),
    (b"fLaC", "a FLAC file"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\0\x01\0\0\0", "a font"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "a database"),
    (b"\0\0\0\x01Bud1", "a Finder settings file"),
    (b"\0\x05\x16\x07", "what macOS keeps beside a file"),
];

const NOT_YET: [(&[u8], &str); 5] = [
    (b"%!PS", "a PostScript document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
];
