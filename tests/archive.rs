//! Archive files with generated contents: every one ends in records or in a fault that says why, in bounded time.

use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use pressmark::archive::{
    ArchiveError, ArchiveFile, Fault, FaultKind, MAX_RECORD_BYTES, Payload, Record, UNPACKED_WITHOUT_QUESTION, Walk,
    read as read_file, walk,
};
use proptest::prelude::*;
use tempfile::TempDir;

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Rows that do not pack too well, one a line.
pub(crate) fn rows(count: usize) -> String {
    (1..=count).map(|n| format!("{{\"n\":{n},\"mark\":\"{}\"}}\n", blake3::hash(&n.to_le_bytes()))).collect()
}

pub(crate) fn walked(path: impl AsRef<Path>) -> Walk {
    walk(&[path.as_ref().to_owned()]).unwrap()
}

/// The records and faults of one file with these bytes.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Vec<Result<Record, Fault>> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, bytes).unwrap();
    let walk = walked(file);
    collected(&walk.files[0])
}

pub(crate) fn collected(file: &ArchiveFile) -> Vec<Result<Record, Fault>> {
    let mut records = Vec::new();
    let _ = read_file(file, None, &mut |record| {
        records.push(record);
        ControlFlow::Continue(())
    });
    records
}

/// The payload of a file that is one record.
fn only(name: &str, bytes: &[u8]) -> Payload {
    let mut records = read(name, bytes);
    assert_eq!(records.len(), 1, "{records:?}");
    records.remove(0).unwrap().payload
}

/// Kind and reason of a file that is one fault.
fn refused(bytes: &[u8]) -> (FaultKind, String) {
    let mut records = read("file", bytes);
    assert_eq!(records.len(), 1, "{records:?}");
    let fault = records.remove(0).unwrap_err();
    assert_eq!((fault.path.as_str(), fault.record.as_str()), ("file", ""));
    (fault.kind, fault.reason)
}

/// The rows, by place, and the faults.
pub(crate) fn rows_of(read: Vec<Result<Record, Fault>>) -> (Vec<(String, String)>, Vec<Fault>) {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for outcome in read {
        match outcome {
            Ok(Record { capture, payload: Payload::Row(row), .. }) => rows.push((capture.record, row)),
            Ok(record) => panic!("no row: {record:?}"),
            Err(fault) => faults.push(fault),
        }
    }
    (rows, faults)
}

fn pair(place: &str, row: &str) -> (String, String) {
    (place.to_owned(), row.to_owned())
}

mod names {
    use super::*;

    #[test]
    fn the_name_of_a_file_does_not_say_what_it_holds() {
        let page = "<!doctype html><title>New chief constable</title>";
        assert_eq!(only("release.txt", page.as_bytes()), Payload::Html(page.to_owned()));
        assert_eq!(only("page.html", b"New chief constable"), Payload::Text("New chief constable".to_owned()));
        assert_eq!(only("page.html", &gzip(page.as_bytes())), Payload::Html(page.to_owned()));
        assert_eq!(only("page.gz", b"{\"title\": \"x\"}"), Payload::Row("{\"title\": \"x\"}".to_owned()));
    }

    #[test]
    fn a_capture_tells_where_its_record_lies_and_what_it_was() {
        let records = read("export.jsonl.gz", &gzip(b"{\"a\":1}\n"));
        let capture = &records[0].as_ref().unwrap().capture;
        assert_eq!((capture.path.as_str(), capture.record.as_str()), ("export.jsonl.gz", "line 1"));
        assert_eq!(capture.captured, None);
        assert_eq!(capture.digest, blake3::hash(b"{\"a\":1}").to_hex()[..32]);
    }
}

mod packings {
    use super::*;

    #[test]
    fn two_may_lie_around_one_another_and_three_may_not() {
        let text = b"New chief constable";
        assert_eq!(only("x", &gzip(&zstd(text))), Payload::Text("New chief constable".to_owned()));
        assert_eq!(only("x", &zstd(&gzip(text))), Payload::Text("New chief constable".to_owned()));
        let (kind, reason) = refused(&gzip(&gzip(&gzip(text))));
        assert_eq!((kind, reason.as_str()), (FaultKind::Failed, "more than 2 packings lie around one another"));
    }

    #[test]
    fn members_and_frames_one_after_another_are_one_file() {
        let members = [gzip(b"{\"n\":1}\n"), gzip(b""), gzip(b"{\"n\":2}\n")].concat();
        let skippable = [&0x184d_2a53_u32.to_le_bytes()[..], &3_u32.to_le_bytes(), b"abc"].concat();
        let frames = [skippable, zstd(b"{\"n\":1}\n"), zstd(b"{\"n\":2}\n")].concat();
        for packed in [members, frames] {
            assert_eq!(rows_of(read("x", &packed)).0, [pair("line 1", "{\"n\":1}"), pair("line 2", "{\"n\":2}")]);
        }
    }

    #[test]
    fn zeros_that_fill_up_a_block_are_no_damage() {
        let padded = [&gzip(b"{\"n\":1}\n")[..], &[0; 512], &gzip(b"{\"n\":2}\n"), &[0; 100_000]].concat();
        let (rows, faults) = rows_of(read("x", &padded));
        assert_eq!(rows, [pair("line 1", "{\"n\":1}"), pair("line 2", "{\"n\":2}")]);
        assert!(faults.is_empty());
    }

    #[test]
    fn what_follows_the_last_member_and_is_no_gzip_is_reported() {
        let (rows, faults) = rows_of(read("x", &[&gzip(b"{\"n\":1}\n")[..], b"and more"].concat()));
        assert_eq!((rows.len(), faults.len()), (1, 1));
        assert_eq!(faults[0].reason, "gzip data is damaged after 8 unpacked bytes: what follows is no gzip data");
    }

    #[test]
    fn half_a_million_empty_members_are_an_empty_file() {
        let started = Instant::now();
        let reason = refused(&gzip(b"").repeat(500_000)).1;
        assert_eq!(reason, "the file is empty");
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    }

    #[test]
    fn rows_before_the_place_where_a_file_was_cut_are_read() {
        let told = rows(6_000);
        for (pack, name) in [(gzip as fn(&[u8]) -> Vec<u8>, "gzip"), (zstd, "zstd")] {
            let whole = pack(told.as_bytes());
            let mut most = 0;
            for percent in 1..100 {
                let (rows, faults) = rows_of(read("cut", &whole[..whole.len() * percent / 100]));
                assert_eq!(faults.len(), 1, "{name} cut at {percent} %");
                assert!(faults[0].reason.starts_with(&format!("{name} data ends early, after ")), "{faults:?}");
                assert!(told.lines().zip(&rows).all(|(told, (_, row))| told == row), "{name} cut at {percent} %");
                assert!(rows.len() >= most, "{name} cut at {percent} %: {} rows, {most} before", rows.len());
                most = rows.len();
            }
            assert!(most > 4_000, "{name} cut at 99 % gave {most} of 6,000 rows");
        }
    }

    #[test]
    fn rows_before_damage_are_read() {
        let told = rows(6_000);
        let mut packed = gzip(told.as_bytes());
        let middle = packed.len() / 2;
        packed[middle..middle + 64].fill(0xff);
        let (rows, faults) = rows_of(read("x", &packed));
        assert!(rows.len() > 1_500, "{} rows", rows.len());
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].kind, FaultKind::Failed);
        assert_eq!(faults[0].record, format!("line {}", rows.len() + 1));
        assert!(faults[0].reason.starts_with("gzip data is damaged after "), "{}", faults[0].reason);
    }

    #[test]
    fn a_page_that_was_cut_off_is_not_given_as_whole() {
        let page = format!("<html><body>{}", rows(100));
        let packed = gzip(page.as_bytes());
        let (kind, reason) = refused(&packed[..packed.len() / 2]);
        assert_eq!(kind, FaultKind::Failed);
        assert!(reason.starts_with("gzip data ends early"), "{reason}");
    }

    #[test]
    fn a_bomb_is_left_at_the_limit() {
        let started = Instant::now();
        let mut packed = GzEncoder::new(b"".to_vec(), Compression::default());
        packed.write_all(b"{\"a\":1}\n").unwrap();
        for _ in 0..1_024 {
            packed.write_all(&[b'\n'; 1 << 20]).unwrap();
        }
        let packed = packed.finish().unwrap();
        let built = started.elapsed();
        let (rows, faults) = rows_of(read("bomb", &packed));
        assert_eq!(rows.len(), 1);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].reason.contains("taken for a decompression bomb"), "{}", faults[0].reason);
        let spent = started.elapsed() - built;
        assert!(spent < Duration::from_secs(5), "{spent:?} for {UNPACKED_WITHOUT_QUESTION} bytes");
    }

    #[test]
    fn a_bomb_inside_a_packing_is_left_too() {
        let bomb = zstd(&[&b"{\"a\":1}\n"[..], &vec![b'\n'; 100 << 20]].concat());
        let (rows, faults) = rows_of(read("bomb", &gzip(&bomb)));
        assert_eq!((rows.len(), faults.len()), (1, 1));
        assert!(faults[0].reason.starts_with("zstd data grew to "), "{}", faults[0].reason);
    }
}

mod rows {
    use super::*;

    #[test]
    fn a_line_over_the_limit_is_named_and_the_next_one_comes() {
        let mut file = b"{\"n\":1}\n{\"long\":\"".to_vec();
        file.resize(file.len() + (40 << 20), b'x');
        file.extend_from_slice(b"\"}\n{\"n\":3}\n");
        let (rows, faults) = rows_of(read("x.jsonl", &file));
        assert_eq!(rows, [pair("line 1", "{\"n\":1}"), pair("line 3", "{\"n\":3}")]);
        assert_eq!((faults[0].record.as_str(), faults[0].kind), ("line 2", FaultKind::Failed));
        assert_eq!(faults[0].reason, "it is longer than 32 MiB and was passed over");
        assert_eq!(faults.len(), 1);
    }

    #[test]
    fn an_array_gives_its_elements_and_survives_one_too_long() {
        let mut file = b"[\n {\"n\": 1},\n {\"long\": \"".to_vec();
        file.resize(file.len() + MAX_RECORD_BYTES, b'x');
        file.extend_from_slice(b"\"},\n {\"n\": 3}\n]\n");
        let (rows, faults) = rows_of(read("x.json", &file));
        assert_eq!(rows, [pair("item 1", "{\"n\": 1}"), pair("item 3", "{\"n\": 3}")]);
        assert_eq!((faults.len(), faults[0].record.as_str()), (1, "item 2"));
        assert_eq!(refused(b"[ ]\n"), (FaultKind::Skipped, "its JSON array holds no rows".to_owned()));
    }

    #[test]
    fn a_printed_object_is_one_row() {
        let object = "{\n  \"title\": \"New chief\",\n  \"tags\": [\n    {\"a\": 1}\n  ]\n}";
        assert_eq!(rows_of(read("x.json", format!("{object}\n").as_bytes())).0, [pair("", object)]);
    }

    #[test]
    fn marks_breaks_and_blank_lines_are_no_part_of_a_row() {
        let (rows, faults) = rows_of(read("x", "\u{feff}{\"n\":1}\r\n\r\n{\"n\":2}".as_bytes()));
        assert_eq!(rows, [pair("line 1", "{\"n\":1}"), pair("line 3", "{\"n\":2}")]);
        assert!(faults.is_empty());
    }

    #[test]
    fn a_row_that_is_no_json_is_passed_on_for_the_parser_to_judge() {
        let (rows, faults) = rows_of(read("x", b"{\"n\":1}\nnonsense\n{\"n\":3}\n"));
        assert_eq!(rows[1], pair("line 2", "nonsense"));
        assert_eq!((rows.len(), faults.len()), (3, 0));
    }

    #[test]
    fn rows_in_older_encodings_are_decoded() {
        let western = b"{\"t\":\"caf\xe9 \xa350\"}\n{\"t\":\"\xe2\x80\x9ctea\xe2\x80\x9d\"}\n";
        let (rows, _) = rows_of(read("x", western));
        assert_eq!(rows, [pair("line 1", "{\"t\":\"café £50\"}"), pair("line 2", "{\"t\":\"“tea”\"}")]);
        for mark in ["", "\u{feff}"] {
            let (rows, faults) = rows_of(read("x", &utf16(&format!("{mark}{{\"t\":\"£50\"}}\n{{\"t\":\"😀\"}}\n"))));
            assert_eq!(rows, [pair("line 1", "{\"t\":\"£50\"}"), pair("line 2", "{\"t\":\"😀\"}")]);
            assert!(faults.is_empty());
        }
    }
}

mod tables {
    use super::*;

    #[test]
    fn records_come_as_objects_under_the_names_of_the_heading() {
        for delimiter in [",", ";", "\t"] {
            let told = "id|Title|Published At\r\n1|\"Ferry \"\"Ayr\"\"\nis late\"|2017-02-22\r\n2|Quay shut|\r\n";
            let told = told.replace('|', delimiter);
            for file in
                [told.clone().into_bytes(), format!("\u{feff}{told}").into(), utf16(&told), gzip(told.as_bytes())]
            {
                let (rows, faults) = rows_of(read("x.csv", &file));
                let first = r#"{"Published At":"2017-02-22","Title":"Ferry \"Ayr\"\nis late","id":"1"}"#;
                assert_eq!(rows, [pair("line 2", first), pair("line 4", r#"{"Title":"Quay shut","id":"2"}"#)]);
                assert!(faults.is_empty());
            }
        }
    }

    #[test]
    fn a_record_is_known_by_its_own_bytes() {
        let digests = |table: &str| -> Vec<String> {
            read("x.csv", table.as_bytes()).into_iter().map(|record| record.unwrap().capture.digest).collect()
        };
        let found = digests("title,date\nFerry,2017\nQuay,2018");
        assert_eq!(found[0], blake3::hash(b"Ferry,2017").to_hex()[..32]);
        assert_eq!(digests("title,date\n\nQuay,2018\n"), found[1..]);
    }

    #[test]
    fn a_record_with_more_or_fewer_cells_fails_alone() {
        let (rows, faults) = rows_of(read("x.csv", b"title,date\nFerry,2017\nQuay\nPort,2018,x\nDock,2019\n"));
        assert_eq!(rows.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), ["line 2", "line 5"]);
        let told: Vec<_> =
            faults.iter().map(|fault| (fault.record.as_str(), fault.kind, fault.reason.as_str())).collect();
        assert_eq!(
            told,
            [
                ("line 3", FaultKind::Failed, "its number of cells is 1, that of the heading 2"),
                ("line 4", FaultKind::Failed, "its number of cells is 3, that of the heading 2"),
            ]
        );
    }

    #[test]
    fn a_record_over_the_limit_is_named_and_the_next_one_comes() {
        let mut file = b"title,body\nFerry,\"".to_vec();
        file.resize(file.len() + (40 << 20), b'x');
        file.extend_from_slice(b"\"\nQuay,shut\n");
        let (rows, faults) = rows_of(read("x.csv", &file));
        assert_eq!(rows, [pair("line 3", r#"{"body":"shut","title":"Quay"}"#)]);
        assert_eq!((faults.len(), faults[0].record.as_str()), (1, "line 2"));
        assert_eq!(faults[0].reason, "it is longer than 32 MiB and was passed over");
    }

    #[test]
    fn records_in_an_older_encoding_are_decoded() {
        let (rows, _) = rows_of(read("x.csv", b"title;date\nCaf\xe9 \xa350;2017\n\xe2\x80\x9ctea\xe2\x80\x9d;2018\n"));
        assert_eq!(rows[0].1, r#"{"date":"2017","title":"Café £50"}"#);
        assert_eq!(rows[1].1, r#"{"date":"2018","title":"“tea”"}"#);
    }

    #[test]
    fn a_table_without_press_text_is_skipped() {
        let reason = "a table whose heading names neither a title nor a text";
        assert_eq!(refused(b"id,url,date\n1,x,y\n"), (FaultKind::Skipped, reason.to_owned()));
        let reason = "its table holds no rows below the heading";
        assert_eq!(refused(b"title,date\n\n"), (FaultKind::Skipped, reason.to_owned()));
    }

    #[test]
    fn what_comes_before_the_cut_of_a_table_is_read() {
        let (rows, faults) = rows_of(read("x.csv", b"title,body\nFerry,late\nQuay,\"shut\n"));
        assert_eq!((rows.len(), faults.len()), (1, 1));
        assert_eq!(
            (faults[0].record.as_str(), faults[0].reason.as_str()),
            ("line 3", "the file ends inside a quoted cell")
        );
    }
}

mod documents {
    use super::*;

    #[test]
    fn texts_are_decoded() {
        let told = "“Fraud” costs £50,000 – police";
        for bytes in [told.into(), utf16(told), utf16(&format!("\u{feff}{told}")), format!("\u{feff}{told}").into()] {
            assert_eq!(only("x.txt", &bytes), Payload::Text(told.to_owned()));
        }
        let page = b"<html><meta charset=iso-8859-1><p>\x93Fraud\x94 costs \xa350,000 \x96 police";
        let expected = format!("<html><meta charset=iso-8859-1><p>{told}");
        assert_eq!(only("x.html", page), Payload::Html(expected));
    }

    #[test]
    fn a_document_over_the_limit_fails() {
        let (kind, reason) = refused(&b"press ".repeat(MAX_RECORD_BYTES / 6 + 1));
        assert_eq!((kind, reason.as_str()), (FaultKind::Failed, "the document is longer than 32 MiB"));
    }

    #[test]
    fn what_is_no_press_text_is_skipped_with_a_reason() {
        for (bytes, reason) in [
            (&b""[..], "the file is empty"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image is no press text"),
            (b"<?xml version=\"1.0\"?><rss/>", "the feed holds no entries"),
            (&[0; 4_000], "binary data is no press text"),
        ] {
            assert_eq!(refused(bytes), (FaultKind::Skipped, reason.to_owned()));
            if !bytes.is_empty() {
                assert_eq!(refused(&gzip(bytes)), (FaultKind::Skipped, reason.to_owned()), "packed");
            }
        }
    }
}

mod walking {
    use super::*;

    fn paths(walk: &Walk) -> Vec<&str> {
        walk.files.iter().map(|file| file.path.as_str()).collect()
    }

    fn archive(files: &[&str]) -> (TempDir, PathBuf) {
        let folder = TempDir::new().unwrap();
        let root = folder.path().join("archive");
        for file in files {
            let file = root.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "Press release").unwrap();
        }
        (folder, root)
    }

    #[test]
    fn files_stand_in_the_order_of_their_bytes_under_the_name_of_the_archive() {
        let (_folder, root) = archive(&["b/x", "b.txt", "a/z/1", "a/Z", ".hidden/é", "b/X", "10", "9"]);
        let expected =
            [".hidden/é", "10", "9", "a/Z", "a/z/1", "b.txt", "b/X", "b/x"].map(|at| format!("archive/{at}"));
        assert_eq!(paths(&walked(&root)), expected);
        assert_eq!(paths(&walked(root.join("a/../a/z"))), ["z/1"]);
        assert_eq!(paths(&walked(root.join("b.txt"))), ["b.txt"]);
        assert_eq!(paths(&walked(root.join("b/.."))), expected, "a path without a name has that of its folder");
        let file = &walked(&root).files[0];
        assert_eq!(file.bytes, 13);
        assert!(file.modified.is_some());
    }

    #[test]
    fn a_path_inside_another_adds_nothing() {
        let (_folder, root) = archive(&["north/1", "south/1"]);
        let roots = [root.join("north"), root.clone(), root.join("south/1"), root.clone()];
        assert_eq!(paths(&walk(&roots).unwrap()), ["archive/north/1", "archive/south/1"]);
        let files = [root.join("north/1"), root.join("south/1")];
        assert_eq!(paths(&walk(&files).unwrap()), ["north/1", "south/1"]);
    }

    #[test]
    fn a_missing_archive_is_an_error() {
        let error = walk(&["/nowhere/at all".into()]).unwrap_err();
        assert!(matches!(error, ArchiveError::Missing { .. }));
        let told = "there is no archive at /nowhere/at all; give the path of a file or a folder";
        assert_eq!(error.to_string(), told);
    }

    #[test]
    fn a_file_that_vanished_since_it_was_listed_fails() {
        let (_folder, root) = archive(&["1"]);
        let listed = walked(&root);
        fs::remove_file(root.join("1")).unwrap();
        let records: Vec<_> = collected(&listed.files[0]);
        assert!(records[0].as_ref().unwrap_err().reason.starts_with("it cannot be opened: "), "{records:?}");
    }

    #[test]
    fn version_control_is_left_alone_and_said_so() {
        let (_folder, root) = archive(&[".git/hooks/commit-msg.sample", "1"]);
        let walk = walked(&root);
        assert_eq!(paths(&walk), ["archive/1"]);
        assert_eq!(walk.faults[0].path, "archive/.git");
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;
        use std::process::Command;

        use super::*;

        fn skipped(walk: &Walk) -> Vec<(&str, &str)> {
            assert!(walk.faults.iter().all(|fault| fault.kind == FaultKind::Skipped));
            walk.faults.iter().map(|fault| (fault.path.as_str(), fault.reason.as_str())).collect()
        }

        #[test]
        fn a_named_pipe_is_never_opened() {
            let (_folder, root) = archive(&["1"]);
            let pipe = root.join("pipe");
            assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            let mut walk = walked(&root);
            assert_eq!(paths(&walk), ["archive/1"]);
            assert_eq!(skipped(&walk), [("archive/pipe", "a pipe, socket or device, and no file")]);
            assert_eq!(skipped(&walked(&pipe)), [("pipe", "a pipe, socket or device, and no file")]);
            // It took the place of a file that was listed.
            walk.files[0].location = pipe;
            assert_eq!(collected(&walk.files[0]).len(), 1);
        }

        #[test]
        fn links_are_not_followed_inside_an_archive() {
            let (folder, root) = archive(&["1"]);
            symlink(&root, root.join("loop")).unwrap();
            symlink("/etc/passwd", root.join("out")).unwrap();
            let walk = walked(&root);
            assert_eq!(paths(&walk), ["archive/1"]);
            let reason = "a symbolic link, which is not followed";
            assert_eq!(skipped(&walk), [("archive/loop", reason), ("archive/out", reason)]);
            let current = folder.path().join("current");
            symlink(&root, &current).unwrap();
            assert_eq!(paths(&walked(current)), ["current/1"], "a link that was given is");
        }

        #[test]
        fn names_that_are_not_utf8_are_spelled_out() {
            let (_folder, root) = archive(&["1"]);
            for name in [&b"caf\xe9"[..], b"caf\xe8"] {
                if fs::write(root.join(std::ffi::OsStr::from_bytes(name)), "x").is_err() {
                    return; // This file system has no such names.
                }
            }
            assert_eq!(paths(&walked(&root)), ["archive/1", "archive/caf%E8", "archive/caf%E9"]);
        }

        #[test]
        fn a_folder_nested_a_thousand_deep_is_walked() {
            let (_folder, root) = archive(&["1"]);
            let deep = root.join("d/".repeat(1_000));
            fs::create_dir_all(&deep).unwrap();
            fs::write(deep.join("2"), "x").unwrap();
            assert_eq!(walked(&root).files.len(), 2);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever the bytes, reading ends, and every record keeps to the limit.
    #[test]
    fn any_bytes_come_to_an_end(
        start in prop::sample::select(vec![
            &b""[..], b"{", b"{\n", b"[{", b"[{}", b"<", b"<?xml", b"<html>", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd",
            b"\x50\x2a\x4d\x18", b"\xff\xfe", b"\xfe\xff{\0", b"\xef\xbb\xbf", b"{\0\"\0a\0\"\0", b"title,body\n",
            b"title;body\r\"",
        ]),
        middle in "[\\[\\]{},:\"\\\\ \r\na<>/!?-]{0,200}",
        bytes in prop::collection::vec(any::<u8>(), 0..2_000),
        packing in 0..4,
    ) {
        let plain = [start, middle.as_bytes(), &bytes].concat();
        let file = match packing {
            0 => plain,
            1 => gzip(&plain),
            2 => zstd(&gzip(&plain)),
            _ => [gzip(middle.as_bytes()), plain].concat(),
        };
        let records = read("any", &file);
        prop_assert!(!records.is_empty());
        prop_assert!(records.len() <= file.len() * 200 + 1);
        for record in records.into_iter().flatten() {
            let (Payload::Html(text) | Payload::Text(text) | Payload::Row(text)) = record.payload else { continue };
            prop_assert!(text.len() <= 3 * MAX_RECORD_BYTES);
            prop_assert_eq!(record.capture.digest.len(), 32);
        }
    }
}
