//! What lies inside archives, mails and office documents: each thing found in its place, each loss said, in bounded
//! time.

use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use bzip2::write::BzEncoder;
use flate2::Crc;
use lzma_rust2::{XzOptions, XzWriter};
use pressmark::archive::{Fault, FaultKind, Payload, Record};
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::archive::{gzip, read, rows, rows_of, zstd};

type Outcome = Result<Record, Fault>;

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut packed = BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = XzWriter::new(Vec::new(), XzOptions::with_preset(0)).unwrap();
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, name, *bytes).unwrap();
    }
    tar.into_inner().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn text(payload: &Payload) -> &str {
    match payload {
        Payload::Html(text) | Payload::Text(text) | Payload::Row(text) | Payload::Element(text) => text,
        Payload::Entry(entry) => &entry.source,
        Payload::Document(document) => &document.text,
        Payload::Mail(mail) => mail.subject.as_deref().unwrap_or_default(),
        Payload::Revisit(_) => "",
    }
}

/// Every record as its place and its text, every fault as its place and its reason.
fn told(outcomes: &[Outcome]) -> Vec<(&str, &str)> {
    outcomes
        .iter()
        .map(|outcome| match outcome {
            Ok(record) => (record.capture.record.as_str(), text(&record.payload)),
            Err(fault) => (fault.record.as_str(), fault.reason.as_str()),
        })
        .collect()
}

fn failures(outcomes: &[Outcome]) -> Vec<&str> {
    let faults = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
    faults.filter(|fault| fault.kind == FaultKind::Failed).map(|fault| fault.reason.as_str()).collect()
}

mod packings {
    use super::*;

    #[test]
    fn streams_of_bzip2_and_xz_one_behind_the_other_are_one_file() {
        for pack in [bzip2 as fn(&[u8]) -> Vec<u8>, xz] {
            // The second begins at every place within a block of what is read at once.
            let first = rows(5_000);
            let file = [pack(first.as_bytes()), vec![0; 4], pack(b"{\"n\":1}\n"), vec![0; 512]].concat();
            let (found, faults) = rows_of(read("x", &file));
            assert_eq!((found.len(), faults), (5_001, Vec::new()));
            let (found, faults) = rows_of(read("x", &[pack(b"{\"n\":1}\n"), b"else".to_vec()].concat()));
            assert_eq!((found.len(), faults.len()), (1, 1));
            assert!(faults[0].reason.contains("what follows is no "), "{faults:?}");
        }
    }

    #[test]
    fn rows_before_the_cut_of_bzip2_and_xz_are_read() {
        let whole = rows(12_000);
        for (pack, name) in [(bzip2 as fn(&[u8]) -> Vec<u8>, "bzip2"), (xz, "xz")] {
            let packed = pack(whole.as_bytes());
            let mut most = 0;
            for percent in (1..100).step_by(7) {
                let (found, faults) = rows_of(read("cut", &packed[..packed.len() * percent / 100]));
                assert_eq!(faults.len(), 1, "{name} cut at {percent} %");
                assert!(faults[0].reason.starts_with(&format!("{name} data ")), "{faults:?}");
                assert!(found.len() >= most, "{name} cut at {percent} %: {} rows, {most} before", found.len());
                most = found.len();
            }
            assert!(most > 6_000, "{name}: {most} of 12,000 rows");
        }
    }

    #[test]
    fn a_header_that_asks_for_all_memory_gets_none() {
        let checksum = |bytes: &[u8]| {
            let mut crc = Crc::new();
            crc.update(bytes);
            crc.sum().to_le_bytes().to_vec()
        };
        // A dictionary of 4 GiB (The .xz File Format, 5.3.1).
        let (flags, block) = (b"\0\x01", b"\x02\0\x21\x01\x28\0\0\0");
        let file = [&b"\xfd7zXZ\0"[..], flags, &checksum(flags), block, &checksum(block), &[0; 64]].concat();
        assert_eq!(told(&read("x", &file)), [("", "xz data asks for more than 160 MiB of memory")]);
    }
}

mod tars {
    use super::*;

    #[test]
    fn entries_are_read_in_their_order_under_their_names() {
        let long = "long/".repeat(40) + "name.txt";
        let file = tar(&[
            ("b.txt", b"Press release b"),
            ("a/page.html", b"<html><p>a"),
            (&long, b"Press release c"),
            ("rows.jsonl", b"{\"n\":1}\n{\"n\":2}\n"),
            ("b.txt", b"Press release b, again"),
        ]);
        let expected = [
            ("b.txt", "Press release b"),
            ("a/page.html", "<html><p>a"),
            (&long, "Press release c"),
            ("rows.jsonl line 1", "{\"n\":1}"),
            ("rows.jsonl line 2", "{\"n\":2}"),
            ("b.txt #2", "Press release b, again"),
        ];
        assert_eq!(told(&read("x.tar", &file)), expected);
        for pack in [gzip as fn(&[u8]) -> Vec<u8>, bzip2, xz, zstd] {
            assert_eq!(told(&read("x", &pack(&file))), expected);
        }
        let twice = [file.clone(), file].concat();
        assert_eq!(read("x", &twice).len(), 12, "one appended to another");
    }

    #[test]
    fn names_of_pax_and_of_old_archives_are_read() {
        let mut pax = tar::Builder::new(Vec::new());
        pax.append_pax_extensions([("path", "press/Ü.txt".as_bytes()), ("mtime", b"1.5")]).unwrap();
        let mut header = tar::Header::new_ustar();
        header.set_size(5);
        pax.append_data(&mut header, "short", &b"Press"[..]).unwrap();
        assert_eq!(told(&read("x", &pax.into_inner().unwrap())), [("press/Ü.txt", "Press")]);

        let mut old = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_old();
        header.set_size(5);
        header.as_mut_bytes()[..8].copy_from_slice(b"caf\xe9.txt");
        header.set_cksum();
        old.append(&header, &b"Press"[..]).unwrap();
        assert_eq!(told(&read("x", &old.into_inner().unwrap())), [("caf%E9.txt", "Press")]);
    }

    #[test]
    fn what_is_no_file_is_left_with_a_reason_and_folders_without() {
        let mut tar = tar::Builder::new(Vec::new());
        let mut add = |kind, name: &str, bytes: &[u8]| {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(kind);
            header.set_size(bytes.len() as u64);
            tar.append_data(&mut header, name, bytes).unwrap();
        };
        add(tar::EntryType::Directory, "press/", b"");
        add(tar::EntryType::Symlink, "press/link", b"");
        add(tar::EntryType::Fifo, "pipe", b"");
        add(tar::EntryType::GNUSparse, "sparse", &[b'x'; 600]);
        add(tar::EntryType::Regular, "__MACOSX/press/._1", b"x");
        add(tar::EntryType::Regular, "__MACOSX/press/._2", b"x");
        add(tar::EntryType::Regular, ".git/hooks/commit-msg", b"x");
        add(tar::EntryType::Regular, "press/1", b"Press release");
        assert_eq!(
            told(&read("x", &tar.into_inner().unwrap())),
            [
                ("press/link", "a symbolic link, which is not followed"),
                ("pipe", "a pipe or device, and no file"),
                ("sparse", "a sparse file, which is not read"),
                ("__MACOSX", "a folder of what macOS keeps beside the files"),
                (".git", "a folder of version control"),
                ("press/1", "Press release"),
            ]
        );
        let empty = tar::Builder::new(Vec::new()).into_inner().unwrap();
        assert_eq!(told(&read("x", &gzip(&empty)))[0].1, "binary data is no press text");
    }

    #[test]
    fn all_before_the_cut_is_read_and_the_cut_is_said() {
        let texts: Vec<(String, String)> =
            (0..40).map(|n| (format!("{n}.txt"), format!("Press release {n}. ").repeat(n * 7 + 1))).collect();
        let files: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        let whole = tar(&files);
        // What is left out at the end is the mark of it.
        for bytes in (600..whole.len() - 512).step_by(whole.len() / 97) {
            let outcomes = read("cut", &whole[..bytes]);
            let (last, before) = outcomes.split_last().unwrap();
            assert!(last.is_err(), "cut at {bytes}: {last:?}");
            for (outcome, (name, text)) in before.iter().zip(&texts) {
                assert_eq!(told(std::slice::from_ref(outcome)), [(name.as_str(), text.as_str())], "cut at {bytes}");
            }
        }
    }

    #[test]
    fn a_damaged_header_costs_its_entry_alone() {
        let mut file = tar(&[("1", b"Press one"), ("2", &[b'x'; 700]), ("3", b"Press three")]);
        file[1_024 + 10..1_024 + 40].fill(0xff);
        let outcomes = read("x", &file);
        let reason = "1,536 bytes where a tar header should be were passed over";
        assert_eq!(told(&outcomes), [("1", "Press one"), ("", reason), ("3", "Press three")]);
    }

    #[test]
    fn a_size_that_lies_costs_what_it_covers() {
        let mut file = tar(&[("1", b"Press one"), ("2", b"Press two"), ("3", b"Press three")]);
        let mut header = tar::Header::new_gnu();
        header.set_path("2").unwrap();
        for size in [700, 1 << 20, u64::MAX] {
            header.set_size(size);
            header.set_cksum();
            file[1_024..1_536].copy_from_slice(header.as_bytes());
            let outcomes = read("x", &file);
            assert_eq!(told(&outcomes)[0], ("1", "Press one"));
            assert_eq!(failures(&outcomes).len(), 1, "{outcomes:?}");
        }
    }
}

mod zips {
    use super::*;

    #[test]
    fn entries_are_read_in_the_order_of_the_directory_and_names_are_only_names() {
        let file = zip(&[
            ("b.txt", b"Press release b"),
            ("../../etc/a.html", b"<html><p>a"),
            ("__MACOSX/._b.txt", b"\0\x05\x16\x07"),
            ("rows.jsonl.gz", &gzip(b"{\"n\":1}\n")),
        ]);
        let expected = [
            ("b.txt", "Press release b"),
            ("../../etc/a.html", "<html><p>a"),
            ("__MACOSX", "a folder of what macOS keeps beside the files"),
            ("rows.jsonl.gz line 1", "{\"n\":1}"),
        ];
        assert_eq!(told(&read("x.zip", &file)), expected);
        assert_eq!(told(&read("x", &gzip(&file))), expected, "set down first");
        let outcomes = read("x", &tar(&[("inner.zip", &file)]));
        assert_eq!(told(&outcomes)[0], ("inner.zip b.txt", "Press release b"));
        assert_eq!(told(&read("x", &zip(&[]))), [("", "the ZIP archive holds no files")]);
    }

    #[test]
    fn large_and_stored_and_otherwise_packed_entries_are_read() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, options) in [
            ("64", SimpleFileOptions::default().large_file(true)),
            ("stored", SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)),
            ("bzip2", SimpleFileOptions::default().compression_method(zip::CompressionMethod::Bzip2)),
            ("zstd", SimpleFileOptions::default().compression_method(zip::CompressionMethod::Zstd)),
        ] {
            zip.start_file(name, options).unwrap();
            zip.write_all(b"Press release").unwrap();
        }
        let file = zip.finish().unwrap().into_inner();
        let expected = ["64", "stored", "bzip2", "zstd"].map(|name| (name, "Press release"));
        assert_eq!(told(&read("x", &file)), expected);
    }

    /// Writes into both headers of an entry, of which the first is `PK\3\4` and the other `PK\1\2`.
    fn patched(file: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
        let mut file = file.to_vec();
        let central = memchr::memmem::find(&file, b"PK\x01\x02").unwrap();
        file[at..at + bytes.len()].copy_from_slice(bytes);
        file[central + at + 2..central + at + 2 + bytes.len()].copy_from_slice(bytes);
        file
    }

    #[test]
    fn entries_that_cannot_be_read_are_left_and_their_neighbours_read() {
        let file = zip(&[("1", b"Press one"), ("2", b"Press two")]);
        let encrypted = read("x", &patched(&file, 6, &[1, 0]));
        assert_eq!(told(&encrypted), [("1", "the entry is encrypted"), ("2", "Press two")]);
        let lzma = read("x", &patched(&file, 8, &[14, 0]));
        let reason = "an entry packed in a rare way; this version does not read it";
        assert_eq!(told(&lzma), [("1", reason), ("2", "Press two")]);
        let wrong = read("x", &patched(&file, 14, &[1, 2, 3, 4]));
        assert_eq!((failures(&wrong).len(), told(&wrong)[1]), (1, ("2", "Press two")));
    }

    #[test]
    fn an_entry_that_lies_over_another_is_taken_for_a_bomb() {
        let mut file = zip(&[("1", b"Press one"), ("2", b"Press two"), ("3", b"Press three")]);
        let first = memchr::memmem::find(&file, b"PK\x01\x02").unwrap();
        let second = first + 4 + memchr::memmem::find(&file[first + 4..], b"PK\x01\x02").unwrap();
        file[second + 42..second + 46].fill(0);
        assert_eq!(
            told(&read("x", &file)),
            [
                ("1", "Press one"),
                ("2", "it lies over another entry: taken for a decompression bomb"),
                ("3", "Press three"),
            ]
        );
    }

    #[test]
    fn entries_before_the_cut_are_found_without_the_directory() {
        let texts: Vec<(String, String)> = (0..30).map(|n| (format!("{n}.txt"), rows(n + 1))).collect();
        let files: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        let whole = zip(&files);
        let mut most = 0;
        for percent in 1..100 {
            let (found, faults) = rows_of(read("cut", &whole[..whole.len() * percent / 100]));
            assert!(faults.last().unwrap().reason.starts_with("the ZIP archive is cut off or damaged"), "{faults:?}");
            assert!(found.len() >= most, "cut at {percent} %: {} rows, {most} before", found.len());
            most = found.len();
        }
        assert_eq!(most, 30 * 31 / 2, "all entries stand before the directory");
    }

    #[test]
    fn entries_behind_damage_are_found_by_their_own_headers() {
        let file = zip(&[("1", b"Press one"), ("2", b"Press two"), ("3", b"Press three")]);
        let headers: Vec<usize> = memchr::memmem::find_iter(&file, b"PK\x03\x04").collect();
        let listed: Vec<usize> = memchr::memmem::find_iter(&file, b"PK\x01\x02").collect();
        let damaged = |places: &[usize]| {
            let mut file = file.clone();
            places.iter().for_each(|place| file[*place] = 0);
            read("x", &file)
        };
        let names = |outcomes: &[Outcome]| {
            told(outcomes)
                .into_iter()
                .map(|(place, _)| place.to_owned())
                .filter(|place| !place.is_empty())
                .collect::<Vec<_>>()
        };
        let second_listing = damaged(&listed[1..2]);
        assert_eq!(
            (names(&second_listing), failures(&second_listing).len()),
            (vec!["1".into(), "2".into(), "3".into()], 1)
        );
        let no_directory_and_no_second = damaged(&[headers[1], listed[0], listed[1], listed[2]]);
        assert_eq!(names(&no_directory_and_no_second), ["1", "3"]);
        assert_eq!(failures(&no_directory_and_no_second).len(), 1);
    }

    #[test]
    fn twenty_thousand_entries_are_read_at_once() {
        let started = Instant::now();
        let names: Vec<String> = (0..20_000).map(|n| format!("press/{n}.txt")).collect();
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"Press release"[..])).collect();
        let archives = [tar(&files), zip(&files)];
        let built = started.elapsed();
        for archive in archives {
            assert_eq!(read("x", &archive).len(), 20_000);
        }
        assert!(started.elapsed() - built < Duration::from_secs(30), "{:?}", started.elapsed());
    }
}

mod nesting {
    use super::*;

    #[test]
    fn three_containers_may_lie_around_a_record_and_four_may_not() {
        let third = zip(&[("3.txt", b"Press three"), ("4.tar", &tar(&[("4.txt", b"Press four")]))]);
        let file = gzip(&tar(&[
            ("2.zip", &zip(&[("3.zip.xz", &xz(&third)), ("2.txt", b"Press two")])),
            ("1.txt", b"Press one"),
        ]));
        assert_eq!(
            told(&read("x.tgz", &file)),
            [
                ("2.zip 3.zip.xz 3.txt", "Press three"),
                ("2.zip 3.zip.xz 4.tar", "a tar archive inside 3 others is not opened"),
                ("2.zip 2.txt", "Press two"),
                ("1.txt", "Press one"),
            ]
        );
    }
}

mod bombs {
    use super::*;

    /// One row, and then a line without end.
    fn burst(mebibytes: usize) -> Vec<u8> {
        [&b"{\"n\":1}\n{\"x\":\""[..], &vec![b'x'; mebibytes << 20]].concat()
    }

    #[test]
    fn bombs_of_every_kind_are_left_and_their_neighbours_read() {
        let bomb = burst(100);
        let started = Instant::now();
        let inside = zip(&[("b.jsonl", &bomb), ("after.txt", b"Press two")]);
        let names = ["a.gz", "a.bz2", "a.xz", "a.zst", "a.zip", "after.txt"];
        let packed = [gzip(&bomb), bzip2(&bomb), xz(&bomb), zstd(&bomb), inside, b"Press one".to_vec()];
        let files: Vec<(&str, &[u8])> = names.iter().copied().zip(packed.iter().map(Vec::as_slice)).collect();
        let file = gzip(&tar(&files));
        let built = started.elapsed();
        let outcomes = read("x.tgz", &file);
        let spent = started.elapsed() - built;
        assert!(spent < Duration::from_secs(30), "{spent:?} out of {} bytes", file.len());
        let found: Vec<(&str, &str)> =
            told(&outcomes).into_iter().filter(|(place, text)| !text.contains("bomb") && !place.is_empty()).collect();
        for (at, name) in ["a.gz", "a.bz2", "a.xz", "a.zst", "a.zip b.jsonl"].into_iter().enumerate() {
            assert_eq!(found[at], (format!("{name} line 1").as_str(), "{\"n\":1}"));
        }
        assert_eq!(found[5..], [("a.zip after.txt", "Press two"), ("after.txt", "Press one")]);
        assert_eq!(
            failures(&outcomes).iter().filter(|reason| reason.contains("taken for a decompression bomb")).count(),
            5
        );
    }

    #[test]
    fn a_thousand_small_bombs_are_one_large_one() {
        let bomb = gzip(&burst(60));
        let names: Vec<String> = (0..1_000).map(|n| format!("{n}.gz")).collect();
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), bomb.as_slice())).collect();
        let file = gzip(&tar(&files));
        let started = Instant::now();
        let outcomes = read("x.tgz", &file);
        assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
        assert!(outcomes.len() < 100, "{}", outcomes.len());
        let told = failures(&outcomes);
        assert!(told.iter().any(|reason| reason.starts_with("the archive file grew to 1,0")), "{told:?}");
    }

    #[test]
    fn a_million_empty_entries_are_named_and_no_more() {
        let block = tar(&[("1", b"")])[..512].to_vec();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        for _ in 0..1_002_000 / 500 {
            packed.write_all(&block.repeat(500)).unwrap();
        }
        let started = Instant::now();
        let outcomes = read("x.tgz", &packed.finish().unwrap());
        assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
        assert_eq!(outcomes.len(), 1_000_001);
        assert_eq!(failures(&outcomes), ["the tar archive has more than 1,000,000 entries; the others are left"]);
    }
}

mod documents {
    use super::*;

    fn docx(body: &str) -> Vec<u8> {
        let markup = format!("<?xml version=\"1.0\"?><w:document><w:body>{body}</w:body></w:document>");
        let properties =
            b"<cp:coreProperties><dcterms:created>2009-01-01T00:00:00Z</dcterms:created></cp:coreProperties>";
        zip(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("docProps/core.xml", properties),
            ("word/document.xml", markup.as_bytes()),
        ])
    }

    #[test]
    fn a_press_note_of_word_is_one_record() {
        let file = docx(
            "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>New ferries</w:t></w:r></w:p>\
                         <w:p><w:r><w:t>The harbour office said.</w:t></w:r></w:p>",
        );
        let outcomes = read("note.docx", &file);
        let Payload::Document(document) = &outcomes[0].as_ref().unwrap().payload else { panic!("{outcomes:?}") };
        assert_eq!(document.title.as_deref(), Some("New ferries"));
        assert_eq!(document.text, "The harbour office said.");
        assert_eq!(outcomes.len(), 1);
        let inside = zip(&[("notes/1.docx", &file), ("2.txt", b"Press two")]);
        assert_eq!(told(&read("x", &inside)), [("notes/1.docx", "The harbour office said."), ("2.txt", "Press two")]);
    }

    #[test]
    fn the_day_a_document_was_created_is_no_date_of_publication() {
        let file = docx("<w:p><w:r><w:t>The harbour office said that ferries start in May.</w:t></w:r></w:p>");
        let record = read("note.docx", &file).remove(0).unwrap();
        let pressmark::parse::Parsed::Releases(releases) = pressmark::parse::parse(record, &crate::support::settings())
        else {
            panic!("no release")
        };
        assert_eq!((releases.len(), releases[0].published.as_ref()), (1, None));
    }

    #[test]
    fn open_document_texts_are_read_and_other_office_files_are_named() {
        let content = b"<office:document-content><text:p>The harbour office said.</text:p></office:document-content>";
        let text = zip(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("META-INF/manifest.xml", b"<x/>"),
            ("content.xml", content),
        ]);
        assert_eq!(told(&read("x.odt", &text)), [("", "The harbour office said.")]);
        let sheet = zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<x/>")]);
        assert_eq!(told(&read("x.xlsx", &sheet)), [("", "a spreadsheet; this version does not read it")]);
        let empty = docx("<w:p/>");
        assert_eq!(failures(&read("x.docx", &empty)), [""; 0]);
    }
}

mod mails {
    use super::*;

    fn mail(n: usize) -> String {
        format!(
            "Message-ID: <{n}@northmere.example>\nDate: Tue, 3 Mar 1998 10:30:00 +0000\nSubject: Release {n}\n\n\
             The harbour office said that ferry {n} starts in May.\n"
        )
    }

    #[test]
    fn a_mailbox_is_read_mail_by_mail() {
        let count = 5_000;
        let file: String =
            (1..=count).map(|n| format!("From x@northmere.example Tue Mar  3 10:30:00 1998\n{}\n", mail(n))).collect();
        let outcomes = read("press.mbox", file.as_bytes());
        assert_eq!(outcomes.len(), count);
        assert_eq!(told(&outcomes)[4_999], ("message 5000", "Release 5000"));
    }

    #[test]
    fn one_mail_too_long_costs_no_other() {
        let from = "From x@northmere.example Tue Mar  3 10:30:00 1998\n";
        let long = "x".repeat(33 << 20);
        let file = [from, &mail(1), "\n", from, &mail(2), &long, "\n\n", from, &mail(3)].concat();
        let outcomes = read("press.mbox", file.as_bytes());
        let reason = "it is longer than 32 MiB and was passed over";
        assert_eq!(told(&outcomes), [("message 1", "Release 1"), ("message 2", reason), ("message 3", "Release 3")]);
    }

    #[test]
    fn mails_sent_along_with_mails_are_records_down_to_the_limit() {
        let mut nested = mail(0);
        for n in 1..6 {
            let head =
                format!("Message-ID: <{n}>\nSubject: Forwarded {n}\nContent-Type: multipart/mixed; boundary=b{n}\n");
            nested = format!(
                "{head}\n--b{n}\n\nSee below, {n}.\n--b{n}\nContent-Type: message/rfc822\n\n{nested}\n--b{n}--\n"
            );
        }
        let outcomes = read("x.eml", nested.as_bytes());
        assert_eq!(
            told(&outcomes),
            [
                ("", "Forwarded 5"),
                ("part 2", "Forwarded 4"),
                ("part 2 part 2", "Forwarded 3"),
                ("part 2 part 2 part 2", "Forwarded 2"),
                ("part 2 part 2 part 2 part 2", "an attachment inside 3 others is not opened"),
            ]
        );
    }

    #[test]
    fn a_page_saved_by_a_browser_tells_where_it_was_and_when() {
        let file = std::fs::read(crate::support::repository("fixtures/mail/page-saved-by-a-browser.mhtml")).unwrap();
        let record = read("x.mhtml", &file).remove(0).unwrap();
        assert_eq!(record.capture.url.as_deref(), Some("https://www.northmere.example/news/lamp"));
        assert_eq!(record.capture.captured.as_deref(), Some("2007-10-15T08:00:00Z"));
        assert!(matches!(record.payload, Payload::Html(_)));
    }
}

/// One small archive of each kind, with something of everything in it.
static SAMPLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let text = b"FOR IMMEDIATE RELEASE\n\nNew ferries\n\nThe harbour office said.\n".repeat(20);
    let mail = std::fs::read(crate::support::repository("fixtures/mail/document-sent-along.eml")).unwrap();
    let mailbox = std::fs::read(crate::support::repository("fixtures/mail/list-of-a-year.mbox")).unwrap();
    let page = std::fs::read(crate::support::repository("fixtures/mail/page-saved-by-a-browser.mhtml")).unwrap();
    let docx = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document><w:p><w:r><w:t>The &amp; harbour</w:t></w:r></w:p></w:document>"),
    ]);
    let long = "long/".repeat(40) + "name.txt";
    let files: Vec<(&str, &[u8])> =
        vec![("1.txt", &text), (&long, &text), ("2.eml", &mail), ("3.docx", &docx), ("4.mbox", &mailbox)];
    let (tar, zip) = (tar(&files), zip(&files));
    vec![tar.clone(), zip, docx, mail, mailbox, page, gzip(&tar), bzip2(&tar), xz(&tar), zstd(&tar)]
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Whatever is flipped, overwritten, repeated or cut off, reading ends soon and says something.
    #[test]
    fn damaged_containers_come_to_an_end(
        sample in 0..10_usize,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        run in (any::<prop::sample::Index>(), any::<u8>(), 0..64_usize),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut file = SAMPLES[sample].clone();
        for (at, byte) in flips {
            let at = at.index(file.len());
            file[at] ^= byte;
        }
        let (at, byte, length) = run;
        let at = at.index(file.len());
        let end = (at + length).min(file.len());
        file[at..end].fill(byte);
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()).max(1));
        }
        let started = Instant::now();
        let outcomes = read("any", &file);
        prop_assert!(!outcomes.is_empty());
        prop_assert!(outcomes.len() < 2_000);
        prop_assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
        let mut places: Vec<&str> = outcomes.iter().flatten().map(|record| record.capture.record.as_str()).collect();
        let count = places.len();
        places.sort_unstable();
        places.dedup();
        prop_assert_eq!(places.len(), count, "two records at one place");
    }
}

#[test]
fn a_temporary_file_goes_with_the_reading() {
    // More than is kept in memory.
    let mut noise = Vec::new();
    blake3::Hasher::new().finalize_xof().take(6 << 20).read_to_end(&mut noise).unwrap();
    let file = tar(&[("inner.zip", &zip(&[("noise", &noise), ("1.txt", b"Press one")]))]);
    let outcomes = read("x", &file);
    assert_eq!(told(&outcomes)[1], ("inner.zip 1.txt", "Press one"));
}
