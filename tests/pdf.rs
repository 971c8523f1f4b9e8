//! PDF documents, made here: their words in paragraphs, what is said of those without any, and bombs.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::content::{Content, Operation};
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary};
use pressmark::archive::{Fault, FaultKind, Payload, Record};

use crate::archive::read;

fn operation(operator: &str, operands: Vec<Object>) -> Operation {
    Operation::new(operator, operands)
}

/// A page of lines in a font of fixed width: how far each lies below the one before, and its words.
fn page(lines: &[(i64, &str)]) -> Vec<u8> {
    let mut operations = vec![
        operation("BT", vec![]),
        operation("Tf", vec!["F1".into(), 12.into()]),
        operation("Td", vec![70.into(), 760.into()]),
    ];
    for (below, text) in lines {
        operations.push(operation("Td", vec![0.into(), (-below).into()]));
        operations.push(operation("Tj", vec![Object::string_literal(*text)]));
    }
    operations.push(operation("ET", vec![]));
    Content { operations }.encode().unwrap()
}

/// A document of pages with these contents.
fn document(pages: Vec<Stream>) -> Document {
    let mut document = Document::with_version("1.5");
    let root = document.new_object_id();
    let widths: Vec<Object> = vec![600.into(); 224];
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier", "Encoding" => "WinAnsiEncoding",
        "FirstChar" => 32, "Widths" => widths,
    });
    let kids: Vec<Object> = pages
        .into_iter()
        .map(|content| {
            let content = document.add_object(content);
            document.add_object(dictionary! { "Type" => "Page", "Parent" => root, "Contents" => content }).into()
        })
        .collect();
    let count = kids.len() as i64;
    let pages = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => count,
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    };
    document.objects.insert(root, pages.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    document.trailer.set("Root", catalog);
    document
}

fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn plain(content: Vec<u8>) -> Stream {
    Stream::new(dictionary! {}, content)
}

/// A stream that unpacks to so many times these bytes.
fn packed(bytes: &[u8], times: usize) -> Stream {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..times {
        packer.write_all(bytes).unwrap();
    }
    Stream::new(dictionary! { "Filter" => "FlateDecode" }, packer.finish().unwrap())
}

fn only(bytes: &[u8]) -> Result<Record, Fault> {
    let mut found = read("note.pdf", bytes);
    assert_eq!(found.len(), 1);
    found.remove(0)
}

fn text(record: &Record) -> &str {
    let Payload::Document(document) = &record.payload else { panic!("{record:?}") };
    assert_eq!(document.title, None, "properties are not read");
    &document.text
}

fn refused(bytes: &[u8]) -> (FaultKind, String) {
    let fault = only(bytes).unwrap_err();
    (fault.kind, fault.reason)
}

#[test]
fn a_press_note_gives_its_paragraphs() {
    let first = page(&[
        (0, "Harbour office orders two ferries"),
        (30, "The harbour office has ordered two ferries for the quay,"),
        (14, "it said on Tuesday, 3 March 1998."),
        (28, "Both are built at Northmere and will, when they come in"),
    ]);
    let second = page(&[(0, "spring, be named after an otter and a heron.")]);
    let found = only(&saved(document(vec![plain(first), packed(&second, 1)]))).unwrap();
    assert_eq!(
        text(&found).split("\n\n").collect::<Vec<_>>(),
        [
            "Harbour office orders two ferries",
            "The harbour office has ordered two ferries for the quay, it said on Tuesday, 3 March 1998.",
            "Both are built at Northmere and will, when they come in spring, be named after an otter and a heron.",
        ]
    );
    assert!(found.notes.is_empty());
}

#[test]
fn properties_give_neither_headline_nor_date() {
    let mut made = document(vec![plain(page(&[(0, "The harbour office said so.")]))]);
    let info = made.add_object(dictionary! {
        "Title" => Object::string_literal("Template 7"), "CreationDate" => Object::string_literal("D:20010101"),
    });
    made.trailer.set("Info", info);
    assert_eq!(text(&only(&saved(made)).unwrap()), "The harbour office said so.");
}

#[test]
fn pieces_that_are_set_one_by_one_are_words() {
    let operations = vec![
        operation("BT", vec![]),
        operation("Tf", vec!["F1".into(), 10.into()]),
        operation("Tm", vec![1.into(), 0.into(), 0.into(), 1.into(), 70.into(), 700.into()]),
        operation("TJ", vec![vec![Object::string_literal("Har"), 20.into(), Object::string_literal("bour")].into()]),
        operation("Tm", vec![1.into(), 0.into(), 0.into(), 1.into(), 118.into(), 700.into()]),
        operation(
            "TJ",
            vec![vec![Object::string_literal("of"), (-600).into(), Object::string_literal("Eastvale")].into()],
        ),
        operation("ET", vec![]),
    ];
    let content = Content { operations }.encode().unwrap();
    assert_eq!(text(&only(&saved(document(vec![plain(content)]))).unwrap()), "Harbour of Eastvale");
}

#[test]
fn a_document_without_text_is_skipped() {
    let scan = document(vec![plain(b"q 595 0 0 842 0 0 cm /Im1 Do Q".to_vec())]);
    let reason = "a PDF document without a text, like a scan".to_owned();
    assert_eq!(refused(&saved(scan)), (FaultKind::Skipped, reason));
}

#[test]
fn an_encrypted_document_is_skipped() {
    let mut made = document(vec![plain(page(&[(0, "The harbour office said so.")]))]);
    let id = Object::string_literal("0123456789abcdef");
    made.trailer.set("ID", vec![id.clone(), id]);
    let version = EncryptionVersion::V2 {
        document: &made,
        owner_password: "owner",
        user_password: "",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    made.encrypt(&state).unwrap();
    let reason = "an encrypted PDF document is not read".to_owned();
    assert_eq!(refused(&saved(made)), (FaultKind::Skipped, reason));
}

#[test]
fn a_cut_document_is_said_and_never_panics() {
    let whole = saved(document(vec![plain(page(&[(0, "The harbour office said so.")]))]));
    for end in (5..whole.len()).step_by(7) {
        if let Ok(record) = only(&whole[..end]) {
            assert_eq!(text(&record), "The harbour office said so.");
        }
    }
    assert_eq!(refused(b"%PDF-1.4\n").0, FaultKind::Failed);
}

#[test]
fn a_page_that_unpacks_to_a_gigabyte_costs_itself() {
    let begun = Instant::now();
    let bomb = || packed(&[b' '; 1 << 20], 1024);
    let note = plain(page(&[(0, "The harbour office said so.")]));
    let found = only(&saved(document(vec![bomb(), note, bomb()]))).unwrap();
    assert_eq!(text(&found), "The harbour office said so.");
    assert!(found.notes[0].starts_with("page 3 of the PDF document was left out: "), "{:?}", found.notes);
    let alone = refused(&saved(document(vec![bomb()])));
    assert_eq!(alone.0, FaultKind::Failed);
    assert!(alone.1.starts_with("a PDF document without a text: page 1"), "{}", alone.1);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

#[test]
fn objects_that_would_fill_the_memory_are_refused() {
    let array = [b"[".as_slice(), &b"0 ".repeat(4_000_000), b"]"].concat();
    let written = [b"%PDF-1.4\n1 0 obj ".as_slice(), &array, b" endobj\n"].concat();
    assert!(refused(&written).1.contains("decompression bomb"));
    let mut many = document(vec![plain(page(&[(0, "The harbour office said so.")]))]);
    let objects = |index: String, objects: Vec<u8>| {
        let mut stream = packed(&[index.as_bytes(), &objects].concat(), 1);
        stream.dict.set("Type", "ObjStx"); // the writer leaves out streams of objects
        stream.dict.set("First", index.len() as i64);
        stream.dict.set("N", index.split_whitespace().count() as i64 / 2);
        stream
    };
    let index = (900..2900).map(|id| format!("{id} 0 ")).collect::<String>();
    many.add_object(objects(index, [b"[".as_slice(), &b"0 ".repeat(100_000), b"]"].concat()));
    let mut saved = saved(many);
    let at = saved.windows(6).position(|name| name == b"ObjStx").unwrap();
    saved[at + 5] = b'm';
    let (kind, reason) = refused(&saved);
    assert_eq!(kind, FaultKind::Failed, "{reason}");
    assert!(reason.contains("decompression bomb"), "{reason}");
}

/// A document of nothing but tables of objects, each naming the one before it and unpacking to so many entries.
fn chained(tables: usize, entries: usize) -> Vec<u8> {
    let mut file = b"%PDF-1.5\n".to_vec();
    let mut before = String::new();
    for table in 0..tables {
        let at = file.len();
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
        packer.write_all(&[1, 0, 9].repeat(entries)).unwrap();
        let packed = packer.finish().unwrap();
        let index = table * entries;
        let head = format!(
            "{} 0 obj <</Type/XRef/Size {}/W[1 2 0]/Index[{index} {entries}]/Filter/FlateDecode/Length {}{before}>> stream\n",
            table + 1,
            index + entries,
            packed.len(),
        );
        file.extend([head.as_bytes(), &packed, b"\nendstream endobj\n"].concat());
        before = format!("/Prev {at}");
        if table + 1 == tables {
            file.extend(format!("startxref\n{at}\n%%EOF\n").bytes());
        }
    }
    file
}

#[test]
fn tables_that_would_fill_the_memory_are_refused() {
    let (kind, reason) = refused(&chained(1_000, 340_000));
    assert_eq!(
        (kind, reason.as_str()),
        (FaultKind::Failed, "a PDF document: it was changed more than 16 times: taken for a decompression bomb")
    );
    // As many as are allowed, each as large as is allowed, are read and hold nothing.
    let begun = Instant::now();
    assert_eq!(refused(&chained(16, 340_000)).0, FaultKind::Failed);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    assert_eq!(refused(&chained(1, 400_000)).1, "a PDF document: couldn't decompress stream");
}

#[test]
fn pages_beyond_the_five_hundredth_are_left_out_and_it_is_said() {
    // Lines that differ in their numbers only are heads and feet.
    let letters =
        |number: usize| format!("{number:03}").bytes().map(|digit| char::from(digit + 49)).collect::<String>();
    let note = |number: usize| plain(page(&[(0, format!("{} was said.", letters(number)).as_str())]));
    let found = only(&saved(document((1..=501).map(note).collect()))).unwrap();
    assert_eq!(text(&found).matches("was said.").count(), 500);
    assert_eq!(found.notes, ["the pages of the PDF document after the first 500 were left out"]);
}
