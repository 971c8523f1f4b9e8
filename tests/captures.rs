//! Web archives with generated contents: every record ends in one outcome, and damage costs only what it damages.

use std::fs;
use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use pressmark::archive::{FaultKind, Payload, Record, Revisit, read as read_file, walk};
use proptest::prelude::*;
use tempfile::TempDir;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

/// A WARC record.
fn record(kind: &str, fields: &str, block: &[u8]) -> Vec<u8> {
    let length = block.len();
    let head = format!("WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Length: {length}\r\n{fields}\r\n");
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn answer(fields: &str, payload: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\n{fields}\r\n").as_bytes(), payload].concat()
}

/// What a crawler writes for a page.
fn response(url: &str, http: &str, payload: &[u8]) -> Vec<u8> {
    let fields = format!(
        "WARC-Target-URI: {url}\r\nWARC-Date: 2017-02-22T09:30:00Z\r\nWARC-Payload-Digest: sha1:AAAA\r\n\
         Content-Type: application/http; msgtype=response\r\n"
    );
    record("response", &fields, &answer(http, payload))
}

/// A page that packs badly, so that damage lands where it is aimed.
fn page(number: usize) -> String {
    let noise: String = (0..8).map(|part| blake3::hash(format!("{number} {part}").as_bytes()).to_string()).collect();
    format!("<!doctype html><title>Release {number}</title><p>{noise}</p>")
}

fn page_record(number: usize) -> Vec<u8> {
    response(&format!("https://press.example/{number}"), "Content-Type: text/html\r\n", page(number).as_bytes())
}

/// Place and what lies there, or the reason why nothing does.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Given {
    Payload(Payload),
    Skipped(String),
    Failed(String),
}

fn records(bytes: &[u8]) -> Vec<Record> {
    let mut records = Vec::new();
    for (_, item) in items(bytes) {
        records.push(item.unwrap_or_else(|reason| panic!("{reason}")));
    }
    records
}

fn items(bytes: &[u8]) -> Vec<(String, Result<Record, String>)> {
    outcomes(bytes).into_iter().map(|(place, record, reason)| (place, record.ok_or(reason))).collect()
}

fn outcomes(bytes: &[u8]) -> Vec<(String, Option<Record>, String)> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("crawl");
    fs::write(&file, bytes).unwrap();
    let mut outcomes = Vec::new();
    let _ = read_file(&walk(&[file]).unwrap().files[0], None, &mut |item| {
        outcomes.push(match item {
            Ok(record) => (record.capture.record.clone(), Some(record), String::new()),
            Err(fault) if fault.kind == FaultKind::Skipped => {
                (fault.record, None, format!("skipped: {}", fault.reason))
            }
            Err(fault) => (fault.record, None, format!("failed: {}", fault.reason)),
        });
        ControlFlow::Continue(())
    });
    outcomes
}

fn given(bytes: &[u8]) -> Vec<(String, Given)> {
    let given = |(place, record, reason): (String, Option<Record>, String)| {
        let given = match record {
            Some(record) => Given::Payload(record.payload),
            None if reason.starts_with("skipped") => Given::Skipped(reason["skipped: ".len()..].to_owned()),
            None => Given::Failed(reason["failed: ".len()..].to_owned()),
        };
        (place, given)
    };
    outcomes(bytes).into_iter().map(given).collect()
}

/// The numbers of the pages that were given whole.
fn pages(bytes: &[u8], of: usize) -> Vec<usize> {
    let given = given(bytes);
    let is_given =
        |number: &usize| given.iter().any(|(_, given)| *given == Given::Payload(Payload::Html(page(*number))));
    (0..of).filter(is_given).collect()
}

fn failures(bytes: &[u8]) -> Vec<(String, String)> {
    let failed = |(place, given)| if let Given::Failed(reason) = given { Some((place, reason)) } else { None };
    given(bytes).into_iter().filter_map(failed).collect()
}

mod payloads {
    use super::*;

    const HTML: &str = "<!doctype html><title>New chief</title>";

    fn html_of(http: &str, payload: &[u8]) -> Option<String> {
        match &records(&response("https://press.example/1", http, payload))[0].payload {
            Payload::Html(page) => Some(page.clone()),
            _ => None,
        }
    }

    #[test]
    fn a_capture_has_the_address_time_and_digest_that_its_record_states() {
        let captures = records(&response("<https://press.example/1>", "", HTML.as_bytes()));
        let capture = &captures[0].capture;
        assert_eq!((capture.path.as_str(), capture.record.as_str()), ("crawl", "offset 0"));
        assert_eq!(capture.url.as_deref(), Some("https://press.example/1"));
        assert_eq!(capture.captured.as_deref(), Some("2017-02-22T09:30:00Z"));
        assert_eq!(capture.payload.as_deref(), Some("sha1:AAAA"));
    }

    #[test]
    fn a_payload_is_read_as_the_browser_had_it() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(HTML.as_bytes()).unwrap();
        let chunked = |bytes: &[u8]| {
            let (one, other) = bytes.split_at(bytes.len() / 2);
            let head = |part: &[u8]| format!("{:x}\r\n", part.len()).into_bytes();
            [&head(one)[..], one, b"\r\n", &head(other), other, b"\r\n0\r\n\r\n"].concat()
        };
        for (http, payload) in [
            ("Content-Encoding: gzip\r\n", gzip(HTML.as_bytes())),
            ("Content-Encoding: deflate\r\n", zlib.finish().unwrap()),
            ("Content-Encoding: zstd\r\n", zstd(HTML.as_bytes())),
            ("Content-Encoding: gzip, zstd\r\n", zstd(&gzip(HTML.as_bytes()))),
            ("Transfer-Encoding: chunked\r\n", chunked(HTML.as_bytes())),
            ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", chunked(&gzip(HTML.as_bytes()))),
            ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", HTML.as_bytes().to_vec()),
            ("Content-Encoding: br\r\n", HTML.as_bytes().to_vec()),
        ] {
            assert_eq!(html_of(http, &payload).as_deref(), Some(HTML), "{http}");
        }
    }

    #[test]
    fn a_page_is_decoded_as_its_server_said() {
        let page = html_of("Content-Type: text/html; charset=iso-8859-2\r\n", b"<!doctype html><p>Gda\xf1sk</p>");
        assert_eq!(page.as_deref(), Some("<!doctype html><p>Gdańsk</p>"));
    }

    #[test]
    fn a_page_that_was_cut_off_by_its_crawler_says_so() {
        let fields = "WARC-Truncated: length\r\nContent-Type: text/html\r\n";
        let records = records(&record("resource", fields, HTML.as_bytes()));
        assert_eq!(records[0].notes, ["cut off by its crawler: length"]);
    }

    #[test]
    fn resources_and_conversions_are_read_without_an_answer_above_them() {
        let wet = record("conversion", "WARC-Target-URI: https://a.example/\r\n", b"The council has decided.");
        assert_eq!(records(&wet)[0].payload, Payload::Text("The council has decided.".to_owned()));
        let rows = record("resource", "Content-Type: application/json\r\n", b"[{\"a\":1},{\"a\":2}]");
        let places: Vec<String> = records(&rows).into_iter().map(|record| record.capture.record).collect();
        assert_eq!(places, ["offset 0 item 1", "offset 0 item 2"]);
    }

    #[test]
    fn a_revisit_points_at_what_it_repeats() {
        let fields = "WARC-Target-URI: https://a.example/2\r\nWARC-Date: 2018-01-01T00:00:00Z\r\n\
                      WARC-Payload-Digest: sha1:BBBB\r\nWARC-Refers-To-Target-URI: https://a.example/1\r\n\
                      WARC-Refers-To-Date: 2017-01-01T00:00:00Z\r\n\
                      WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest\r\n";
        let records = records(&record("revisit", fields, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"));
        let revisit =
            Revisit { url: Some("https://a.example/1".to_owned()), captured: Some("2017-01-01T00:00:00Z".to_owned()) };
        assert_eq!(records[0].payload, Payload::Revisit(revisit));
        assert_eq!(records[0].capture.payload.as_deref(), Some("sha1:BBBB"));
        assert_eq!(records[0].capture.url.as_deref(), Some("https://a.example/2"));
    }

    #[test]
    fn what_holds_no_press_text_is_skipped_with_few_reasons() {
        let http = |head: &str| record("response", "Content-Type: application/http\r\n", head.as_bytes());
        for (bytes, reason) in [
            (record("warcinfo", "", b"software: x\r\n"), "a warcinfo record holds no press text"),
            (record("request", "", b"GET / HTTP/1.1\r\n\r\n"), "a request record holds no press text"),
            (record("metadata", "", b"{}"), "a metadata record holds no press text"),
            (record("continuation", "", b"x"), "a continuation record holds no press text"),
            (record("tomorrow", "", b"x"), "a record of an unknown type holds no press text"),
            (http("HTTP/1.1 301 Moved\r\nLocation: /x\r\n\r\n"), "the server answered 301: a redirect"),
            (http("HTTP/2 404\r\n\r\n<html>"), "the server answered 404"),
            (http("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"), "an image is no press text"),
            (http("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"), "the file is empty"),
            (http("HTTP/1.1 200 OK\r\n\r\n\x01\x02\x03\x04"), "binary data is no press text"),
        ] {
            assert_eq!(given(&bytes), [("offset 0".to_owned(), Given::Skipped(reason.to_owned()))]);
        }
    }

    #[test]
    fn a_bomb_in_a_payload_costs_its_neighbours_nothing() {
        let bomb = gzip(&gzip(&vec![0; 1 << 30]));
        let archive = [
            gzip(&page_record(0)),
            gzip(&response("https://a.example/", "Content-Encoding: gzip, gzip\r\n", &bomb)),
            gzip(&record("resource", "", &vec![0; 300 << 20])),
            gzip(&page_record(1)),
        ]
        .concat();
        let start = Instant::now();
        assert_eq!(pages(&archive, 2), [0, 1]);
        // Both were seen to be no text at once, and left. That there is a bomb at the end of a member shows further on.
        assert_eq!(failures(&archive).len(), 1, "{:?}", failures(&archive));
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    }
}

mod packings {
    use super::*;

    fn places(bytes: &[u8]) -> Vec<String> {
        records(bytes).into_iter().map(|record| record.capture.record).collect()
    }

    #[test]
    fn a_record_is_named_by_the_byte_at_which_it_is_stored() {
        let (one, two) = (page_record(0), page_record(1));
        let plain = [one.clone(), two.clone()].concat();
        assert_eq!(places(&plain), ["offset 0".to_owned(), format!("offset {}", one.len())]);
        let members = [gzip(&one), gzip(&two)].concat();
        assert_eq!(places(&members), ["offset 0".to_owned(), format!("offset {}", gzip(&one).len())]);
        let frames = [zstd(&one), zstd(&two)].concat();
        assert_eq!(places(&frames), ["offset 0".to_owned(), format!("offset {}", zstd(&one).len())]);
        assert_eq!(places(&gzip(&plain)), ["offset 0".to_owned(), format!("offset 0 byte {}", one.len())]);
    }

    #[test]
    fn members_need_not_end_where_records_do() {
        let archive: Vec<u8> = (0..6).flat_map(page_record).collect();
        for size in [1, 7, 100, 1000] {
            let blocks: Vec<u8> = archive.chunks(size).flat_map(gzip).collect();
            assert_eq!(pages(&blocks, 6), [0, 1, 2, 3, 4, 5], "blocks of {size}");
            assert_eq!(failures(&blocks), []);
        }
    }

    #[test]
    fn a_dictionary_in_front_of_zstd_frames_is_used() {
        let dictionary: Vec<u8> = (10..14).flat_map(page_record).collect();
        let mut compressor = zstd::bulk::Compressor::with_dictionary(19, &dictionary).unwrap();
        let frames: Vec<u8> = (0..5).flat_map(|number| compressor.compress(&page_record(number)).unwrap()).collect();
        for stored in [dictionary.clone(), zstd(&dictionary)] {
            let length = u32::try_from(stored.len()).unwrap().to_le_bytes();
            let archive = [&0x184d_2a5d_u32.to_le_bytes()[..], &length, &stored, &frames].concat();
            assert_eq!(pages(&archive, 5), [0, 1, 2, 3, 4]);
        }
    }

    #[test]
    fn both_versions_of_arc_are_read() {
        let block = answer("Content-Type: text/html\r\n", page(0).as_bytes());
        let length = block.len();
        for (version, line) in [
            ("1 0 Crawler\nURL IP-address Archive-date Content-type Archive-length\n", format!("text/html {length}")),
            ("2 0 Crawler\nURL IP\n", format!("text/html 200 AB1 - 120 crawl.arc {length}")),
        ] {
            let head = format!("filedesc://crawl.arc 0.0.0.0 20140216050221 text/plain {}\n{version}\n", version.len());
            let line = format!("https://press.example/a b 1.2.3.4 20140216050222 {line}\n");
            let archive = [head.as_bytes(), line.as_bytes(), &block, b"\n", line.as_bytes(), &block, b"\n"].concat();
            let items = items(&archive);
            assert_eq!(items.len(), 3, "{items:?}");
            let capture = &items[2].1.as_ref().unwrap().capture;
            assert_eq!(capture.url.as_deref(), Some("https://press.example/a b"));
            assert_eq!(capture.captured.as_deref(), Some("2014-02-16T05:02:22Z"));
        }
    }

    #[test]
    fn a_million_empty_members_are_passed_in_bounded_time() {
        let empty = gzip(b"").repeat(200_000);
        let start = Instant::now();
        assert_eq!(pages(&[gzip(&page_record(0)), empty, gzip(&page_record(1))].concat(), 2), [0, 1]);
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}

mod damage {
    use super::*;

    const PAGES: usize = 12;

    fn members() -> Vec<Vec<u8>> {
        (0..PAGES).map(|number| gzip(&page_record(number))).collect()
    }

    #[test]
    fn a_damaged_member_costs_itself_and_says_how_much() {
        let mut damaged = members();
        let middle = damaged[5].len() / 2;
        damaged[5][middle] ^= 0x55;
        let archive = damaged.concat();
        assert_eq!(pages(&archive, PAGES), [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
        let failures = failures(&archive);
        assert_eq!(failures.len(), 1, "{failures:?}");
        let offset: usize = damaged[..5].iter().map(Vec::len).sum();
        assert_eq!(failures[0].0, format!("offset {offset}"));
        assert!(failures[0].1.contains("were passed over, up to the next good record"), "{failures:?}");
    }

    #[test]
    fn a_page_whose_checksum_is_wrong_is_not_given() {
        let mut damaged = members();
        let checksum = damaged[3].len() - 8;
        damaged[3][checksum] ^= 1;
        assert_eq!(pages(&damaged.concat(), PAGES), [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11]);
    }

    #[test]
    fn a_wrong_length_costs_its_record() {
        for wrong in [-1_i64, -200, -1_000_000, 8, 100, 5_000, 100_000_000_000_000] {
            let mut records: Vec<Vec<u8>> = (0..PAGES).map(page_record).collect();
            let text = String::from_utf8(records[5].clone()).unwrap();
            let stated = text.split("Content-Length: ").nth(1).unwrap().split("\r\n").next().unwrap().to_owned();
            let length = (stated.parse::<i64>().unwrap() + wrong).max(0);
            records[5] =
                text.replacen(&format!("Content-Length: {stated}"), &format!("Content-Length: {length}"), 1).into();
            let expected = [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11];
            let plain = records.concat();
            assert_eq!(pages(&plain, PAGES), expected, "{wrong}");
            let packed: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
            assert_eq!(pages(&packed, PAGES), expected, "{wrong}, packed");
            for archive in [plain, packed] {
                let failures = failures(&archive);
                assert_eq!(failures.len(), 1, "{wrong}: {failures:?}");
                assert!(failures[0].1.starts_with("a response record: its length is wrong"), "{failures:?}");
            }
        }
    }

    #[test]
    fn a_length_that_takes_a_byte_of_the_line_end_costs_nothing() {
        let record = String::from_utf8(page_record(5)).unwrap();
        let stated = record.split("Content-Length: ").nth(1).unwrap().split("\r\n").next().unwrap().to_owned();
        let longer = format!("Content-Length: {}", stated.parse::<usize>().unwrap() + 1);
        let archive =
            [page_record(4), record.replacen(&format!("Content-Length: {stated}"), &longer, 1).into(), page_record(6)];
        let given = given(&archive.concat());
        let read = |number: usize| move |payload: &Given| matches!(payload, Given::Payload(Payload::Html(read)) if read.trim_end() == page(number).trim_end());
        for number in [4, 5, 6] {
            assert_eq!(given.iter().filter(|(_, payload)| read(number)(payload)).count(), 1, "{number}: {given:?}");
        }
        assert_eq!(given.len(), 3);
    }

    #[test]
    fn a_page_that_tells_of_web_archives_is_read_whole() {
        let manual = format!("<!doctype html><pre>{}</pre>", String::from_utf8(page_record(7)).unwrap());
        let archive = [response("https://a.example/", "", manual.as_bytes()), page_record(0)].concat();
        let given = given(&archive);
        assert_eq!(given.len(), 2);
        assert_eq!(given[0].1, Given::Payload(Payload::Html(manual)));
    }

    #[test]
    fn lines_that_are_no_record_are_passed_over_and_counted() {
        let archive = [page_record(0), b"nonsense\r\nmore\r\n".to_vec(), page_record(1)].concat();
        assert_eq!(pages(&archive, 2), [1]);
        let long = format!("WARC/1.0\r\n{}", "X-Header: y\r\n".repeat(200_000));
        let archive = [page_record(0), long.into_bytes(), b"\r\n".to_vec(), page_record(1)].concat();
        assert_eq!(pages(&archive, 2), [0, 1]);
        assert_eq!(failures(&archive).len(), 1);
    }

    /// The pages whose members a change of these bytes does not touch.
    fn untouched(members: &[Vec<u8>], touched: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut start = 0;
        let mut untouched = Vec::new();
        for (number, member) in members.iter().enumerate() {
            let range = start..start + member.len();
            start = range.end;
            if !range.into_iter().any(&touched) {
                untouched.push(number);
            }
        }
        untouched
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn flipped_bits_cost_the_records_they_are_in(
            flips in proptest::collection::vec((any::<prop::sample::Index>(), 0..8_u8), 1..6),
        ) {
            let members = members();
            let mut archive = members.concat();
            let at: Vec<usize> = flips.iter().map(|(at, _)| at.index(archive.len())).collect();
            for (at, (_, bit)) in at.iter().zip(&flips) {
                archive[*at] ^= 1 << bit;
            }
            let start = Instant::now();
            let pages = pages(&archive, PAGES);
            prop_assert!(start.elapsed() < Duration::from_secs(10));
            for page in untouched(&members, |byte| at.contains(&byte)) {
                prop_assert!(pages.contains(&page), "{page} is lost: {:?}", failures(&archive));
            }
        }

        #[test]
        fn a_cut_costs_what_lies_in_it(cut in any::<prop::sample::Index>(), length in 1..3_000_usize) {
            let members = members();
            let whole = members.concat();
            let cut = cut.index(whole.len());
            let end = (cut + length).min(whole.len());
            let archive = [&whole[..cut], &whole[end..]].concat();
            let pages = pages(&archive, PAGES);
            for page in untouched(&members, |byte| (cut..end).contains(&byte)) {
                prop_assert!(pages.contains(&page), "{page} is lost: {:?}", failures(&archive));
            }
        }

        #[test]
        fn no_bytes_make_it_hang(
            plain in any::<bool>(),
            flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..40),
        ) {
            let records: Vec<u8> = (0..PAGES).flat_map(page_record).collect();
            let mut archive = if plain { records } else { zstd(&records) };
            for (at, byte) in &flips {
                let at = at.index(archive.len());
                archive[at] = *byte;
            }
            let start = Instant::now();
            prop_assert!(!given(&archive).is_empty());
            prop_assert!(start.elapsed() < Duration::from_secs(10));
        }
    }
}

mod wacz {
    use super::*;

    fn wacz(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    const LIST: &[u8] = b"{\"format\":\"json-pages-1.0\",\"id\":\"pages\",\"title\":\"All\"}\n\
        {\"url\":\"https://press.example/0\",\"ts\":\"2022-01-18T19:00:09Z\",\"title\":\"Release 0\",\"text\":\"Seen.\"}\n\
        {\"url\":\"https://press.example/app#top\",\"ts\":\"20220118190009\",\"title\":\"App\",\"text\":\"The council\"}\n";

    #[test]
    fn captures_are_read_and_pages_that_a_script_wrote_have_the_text_of_the_list() {
        let shell =
            response("https://press.example/app", "", b"<!doctype html><div id=app></div><script>go()</script>");
        let captures = [gzip(&page_record(0)), gzip(&shell)].concat();
        let archive = wacz(&[
            ("datapackage.json", b"{}"),
            ("pages/pages.jsonl", LIST),
            ("archive/data.warc.gz", &captures),
            ("indexes/index.cdx", b"a"),
        ]);
        let given = given(&archive);
        let row = r#"{"text":"The council","title":"App","url":"https://press.example/app#top"}"#;
        assert!(given.contains(&("pages/pages.jsonl line 3".to_owned(), Given::Payload(Payload::Row(row.to_owned())))));
        assert!(given.contains(&("archive/data.warc.gz offset 0".to_owned(), Given::Payload(Payload::Html(page(0))))));
        assert_eq!(given.len(), 5, "{given:?}");
    }

    #[test]
    fn a_list_whose_pages_were_captured_adds_nothing() {
        let archive = wacz(&[
            ("datapackage.json", b"{}"),
            ("pages/pages.jsonl", &LIST[..180]),
            ("archive/data.warc", &page_record(0)),
        ]);
        let given = given(&archive);
        let nothing = Given::Skipped("a list of pages that are in the captures".to_owned());
        assert!(given.contains(&("pages/pages.jsonl".to_owned(), nothing)), "{given:?}");
    }

    #[test]
    fn captures_beside_other_files_cost_these_nothing() {
        let saved = page(1);
        for package in [None, Some(("datapackage.json", b"{}".as_slice()))] {
            let captures = page_record(0);
            let mut entries = vec![("archive/data.warc", captures.as_slice()), ("releases/one.html", saved.as_bytes())];
            entries.extend(package);
            let given = given(&wacz(&entries));
            for (place, number) in [("archive/data.warc offset 0", 0), ("releases/one.html", 1)] {
                let found = (place.to_owned(), Given::Payload(Payload::Html(page(number))));
                assert!(given.contains(&found), "{package:?} {place}: {given:?}");
            }
        }
    }
}

/// The samples of other projects: what `warcio` counts in them, file by file, and what we do.
///
/// `captures.warcio.tsv` was written by `warcio` 1.7's `ArchiveIterator`: `stops` where it ends in an error.
#[test]
#[ignore = "needs PRESSMARK_ARCHIVES"]
fn the_samples_of_other_projects_give_the_records_that_warcio_counts() {
    let packs = std::env::var_os("PRESSMARK_ARCHIVES").expect("PRESSMARK_ARCHIVES names the folder of the packs");
    let pack = fs::File::open(std::path::Path::new(&packs).join("warc-samples.tar.zst")).unwrap();
    let folder = TempDir::new().unwrap();
    tar::Archive::new(zstd::Decoder::new(pack).unwrap()).unpack(folder.path()).unwrap();
    let (mut files, mut read_by_warcio, mut read_by_us) = (0, 0, 0);
    for line in include_str!("captures.warcio.tsv").lines().skip(1) {
        let [file, verdict, counts] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let outcomes = outcomes(&fs::read(folder.path().join(file)).unwrap());
        let mut ours: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
        let mut places = std::collections::BTreeSet::new();
        for (place, record, reason) in &outcomes {
            // A payload may hold many things, or files of its own.
            let words: Vec<&str> = place.split(' ').collect();
            let offset = if words.get(2) == Some(&"byte") { &words[..4] } else { &words[..2] };
            if places.insert(offset.join(" ")) {
                *ours.entry(kind_of(record.as_ref(), reason)).or_default() += 1;
            }
        }
        let mut theirs: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
        for count in counts.split(' ') {
            let (kind, count) = count.split_once('=').unwrap();
            let kind = if ["response", "resource", "revisit"].contains(&kind) { "capture" } else { kind };
            *theirs.entry(kind).or_default() += count.parse::<u64>().unwrap();
        }
        files += 1;
        read_by_us += u64::from(!outcomes.is_empty());
        if verdict == "reads" {
            read_by_warcio += 1;
            assert_eq!(ours, theirs, "{file}: {outcomes:#?}");
        } else {
            let sum = |counts: &std::collections::BTreeMap<&str, u64>| counts.values().sum::<u64>();
            assert!(sum(&ours) > sum(&theirs), "{file}: warcio reads more");
        }
    }
    assert!(read_by_us >= read_by_warcio && files == 56, "{files} files, warcio {read_by_warcio}, we {read_by_us}");
}

/// The type of a record by what became of it. Those that were captured are one: a reason speaks of the payload.
fn kind_of(record: Option<&Record>, reason: &str) -> &'static str {
    let named = |kind: &str| record.is_none() && reason.contains(kind);
    match () {
        () if named("warcinfo record") => "warcinfo",
        () if named("request record") => "request",
        () if named("metadata record") => "metadata",
        () if named("ARC file header") => "arc_header",
        () => "capture",
    }
}
