//! The rules of `src/lib.rs`: a module imports only modules above it, and each outside package has one door.
//!
//! Read from the text, line by line. Unit tests count like the code they stand in: a test that needs a module below
//! its own belongs into `tests/`. Comments do not count.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::repository;

/// Where a package may be named: in this file, or in any file of this folder, below `src/`.
const DOORS: &[(&str, &[&str])] = &[
    // The words in which every module may speak: JSON and its schemas, dates, errors.
    ("chrono", &[""]),
    ("schemars", &["release", "text", "query", "results", "ingest", "http"]),
    ("serde", &[""]),
    ("serde_json", &[""]),
    ("thiserror", &[""]),
    // Digests are taken where the thing that is digested lives; addresses are read where they mean something.
    ("blake3", &["release", "archive", "enrich", "index", "page/style.rs", "http/resource.rs"]),
    ("url", &["release", "query", "parse", "page/link.rs"]),
    // One door each.
    ("frostem", &["text"]),
    ("hashbrown", &["text"]),
    ("imara_diff", &["text"]),
    ("unicode_normalization", &["text"]),
    ("chardetng", &["archive"]),
    ("encoding_rs", &["archive"]),
    ("bzip2", &["archive"]),
    ("flate2", &["archive", "http/compress.rs"]), // what was packed; what is sent
    ("lopdf", &["archive/pdf"]),                  // with the feature `pdf` only
    ("lzma_rust2", &["archive"]),
    ("mail_parser", &["archive"]),
    ("quick_xml", &["archive", "parse/references.rs", "parse/xml.rs"]), // office documents hold text
    ("tar", &["archive"]),
    ("tempfile", &["archive", "index/rehearsal.rs", "ingest"]),
    ("zip", &["archive"]),
    ("zstd", &["archive"]),
    ("brotli_decompressor", &["archive/warc"]),
    ("memchr", &["archive", "parse/html"]),
    ("html5ever", &["parse/html"]),
    ("scraper", &["parse/html", "page/sample.rs"]), // the second reads pages back, in unit tests only
    ("csv", &["archive"]),
    ("saphyr_parser", &["parse"]),
    ("toml", &["enrich", "parse", "archive/mapping.rs", "cli/config.rs"]), // the topic file, front matter between `+++`, `--map`, `--config`
    ("whichlang", &["enrich"]),
    ("xxhash_rust", &["enrich/likeness"]),
    ("tantivy", &["index"]),
    ("postcard", &["index/stored.rs"]),
    ("arc_swap", &["index"]),
    ("crossbeam_channel", &["ingest"]),
    ("maud", &["page"]),
    ("mimalloc", &["main.rs"]),
    ("axum", &["http"]),
    ("futures_core", &["http/compress.rs", "http/export.rs"]), // the trait of a body that comes in pieces
    ("hyper", &["http/server"]),
    ("hyper_util", &["http/server"]),
    ("tokio", &["pool.rs", "backend.rs", "http", "cli"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("indicatif", &["cli"]),
];

#[test]
fn a_module_imports_only_modules_above_it() {
    let order = order();
    let place = |module: &str| order.iter().position(|listed| listed == module);
    let mut wrong = Vec::new();
    for (file, source) in sources() {
        let own = file.split(['/', '.']).next().unwrap();
        if ["lib", "main"].contains(&own) {
            continue;
        }
        let Some(own_place) = place(own) else {
            wrong.push(format!("src/{file}: `{own}` is not in src/lib.rs; list it where the data reaches it"));
            continue;
        };
        for (line, path) in paths(&source) {
            let Some(module) = imported(&file, &path, &order) else { continue };
            match place(module) {
                Some(at) if at <= own_place => {}
                Some(_) => wrong.push(format!(
                    "src/{file}:{line}: `{own}` imports `{module}`, which stands below it in src/lib.rs; move what \
                     both need above `{own}`, or this code down to `{module}`"
                )),
                None => wrong.push(format!("src/{file}:{line}: name the module itself after `crate::`")),
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_package_is_named_only_at_its_door() {
    let mut wrong = Vec::new();
    for (file, source) in sources() {
        for (line, path) in paths(&source) {
            let Some((package, doors)) = DOORS.iter().find(|(package, _)| *package == path[0]) else { continue };
            if !doors.iter().any(|door| Path::new(&file).starts_with(door)) {
                wrong.push(format!(
                    "src/{file}:{line}: `{package}` may be named in {} only; ask that module for what is needed here",
                    doors.join(", ")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_package_has_a_door_and_goes_through_it() {
    let manifest: toml::Table = fs::read_to_string(repository("Cargo.toml")).unwrap().parse().unwrap();
    let listed: BTreeSet<String> =
        manifest["dependencies"].as_table().unwrap().keys().map(|name| name.replace('-', "_")).collect();
    let doors: BTreeSet<String> = DOORS.iter().map(|(package, _)| (*package).to_owned()).collect();
    let named: BTreeSet<String> =
        sources().iter().flat_map(|(_, source)| paths(source)).map(|(_, path)| path[0].to_owned()).collect();
    let names = |set: Vec<&String>| set.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let doorless = names(listed.difference(&doors).collect());
    assert!(doorless.is_empty(), "give {doorless} a door in tests/layering.rs");
    let gone = names(doors.difference(&listed).collect());
    assert!(gone.is_empty(), "{gone} is no dependency any more: take its door out of tests/layering.rs");
    let unused = names(listed.difference(&named).collect());
    assert!(unused.is_empty(), "nothing in src names {unused}: take it out of Cargo.toml");
}

#[test]
fn main_only_calls_the_command_line() {
    let lines = fs::read_to_string(repository("src/main.rs")).unwrap().lines().count();
    assert!(lines < 30, "src/main.rs has {lines} lines; what it does belongs into src/cli");
}

#[test]
fn the_reader_of_imports_sees_every_way_to_write_one() {
    let of = |file: &str, source: &str| -> Vec<String> {
        paths(source).iter().filter_map(|(_, path)| imported(file, path, &order())).map(str::to_owned).collect()
    };
    assert_eq!(of("query/ast.rs", "use crate::index::Index;\nfn f() -> crate::cli::Cli {}"), ["index", "cli"]);
    assert_eq!(of("query/mod.rs", "use super::index::Index;"), ["index"]);
    assert_eq!(of("query/ast.rs", "use super::super::index;\nuse super::lexer::Lexer;"), ["index"]);
    assert_eq!(of("backend.rs", "use super::http;"), ["http"]);
    assert_eq!(of("query/ast.rs", "use crate::{index, cli};"), [""]);
    assert_eq!(of("query/ast.rs", "/// See [`crate::index`].\nlet a = 1; // not crate::cli::run"), [""; 0]);
    assert_eq!(
        paths("use axum;\n#[tokio::test]\nuse ::url::Url;").iter().map(|p| p.1[0]).collect::<Vec<_>>(),
        ["axum", "tokio", "url"]
    );
}

/// The modules as src/lib.rs lists them.
fn order() -> Vec<String> {
    let lib = fs::read_to_string(repository("src/lib.rs")).unwrap();
    let name = |line: &str| Some(line.strip_prefix("pub mod ")?.split(';').next()?.to_owned());
    let order: Vec<String> = lib.lines().filter_map(name).collect();
    assert!(order.len() > 1, "src/lib.rs lists no modules");
    order
}

/// Every file below `src/` by its path there, and its text.
fn sources() -> Vec<(String, String)> {
    fn collect(folder: &Path, root: &Path, into: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, root, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                into.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = repository("src");
    let mut sources = Vec::new();
    collect(&root, &root, &mut sources);
    sources.sort();
    sources
}

/// The paths in a source, each with its line and in its segments; `use axum;` is one of one segment.
fn paths(source: &str) -> Vec<(usize, Vec<&str>)> {
    let mut paths = Vec::new();
    for (line, text) in (1..).zip(source.lines()) {
        let code = text.trim_start();
        if code.starts_with("//") {
            continue;
        }
        let code = code.split(" //").next().unwrap();
        let whole = ["use ", "pub use ", "extern crate "].iter().find_map(|start| code.strip_prefix(start));
        if let Some(name) = whole.and_then(|name| name.strip_suffix(';')).filter(|name| !name.contains("::")) {
            paths.push((line, vec![name]));
        }
        for word in code.split(|c: char| !c.is_alphanumeric() && !['_', ':'].contains(&c)) {
            let word = word.strip_prefix("::").unwrap_or(word);
            if word.contains("::") {
                paths.push((line, word.split("::").collect()));
            }
        }
    }
    paths
}

/// The top module that a path in this file leads to, if it leads to one: empty for `crate::{…}`.
fn imported<'p>(file: &str, path: &[&'p str], order: &[String]) -> Option<&'p str> {
    if path[0] == "crate" {
        return path.get(1).copied();
    }
    // As many `super` as the file lies deep lead to the root; in its unit tests, one less far.
    let depth = file.trim_end_matches("/mod.rs").split('/').count();
    let supers = path.iter().take_while(|segment| **segment == "super").count();
    path.get(supers).copied().filter(|name| supers == depth && order.iter().any(|module| module == name))
}
