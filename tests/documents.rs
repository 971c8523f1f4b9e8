//! What the documents say holds: links lead somewhere, commands exist and print what is shown, tables are whole.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use pressmark::backend::Backend;
use pressmark::index::Index;
use tower::ServiceExt;

use crate::support::{pressmark, repository, stdout};

#[test]
fn every_relative_link_leads_to_a_file() {
    let mut dead = Vec::new();
    for document in documents() {
        let folder = document.parent().unwrap();
        for target in links(&prose(&read(&document))) {
            let file = target.split('#').next().unwrap();
            if !target.contains("://") && !file.is_empty() && !folder.join(file).exists() {
                dead.push(format!("{} links to {target}, which is not there", document.display()));
            }
        }
    }
    assert!(dead.is_empty(), "\n{}", dead.join("\n"));
}

#[test]
fn every_command_in_the_documents_is_one_of_ours() {
    let mut wrong = Vec::new();
    for document in documents() {
        for line in blocks(&read(&document), "sh").iter().flat_map(|block| block.lines()) {
            let Some(arguments) = line.strip_prefix("pressmark ").or_else(|| after_cargo_run(line)) else { continue };
            let arguments = arguments.split(['|', '>']).next().unwrap();
            let words: Vec<&str> = arguments.split_whitespace().collect();
            let mut help = pressmark(&[words[0], "--help"]);
            if stdout(&help).contains("\nCommands:") {
                help = pressmark(&[words[0], words[1], "--help"]);
            }
            let known: BTreeSet<&str> = stdout(&help).split([' ', '\n', ',', '=']).collect();
            if !help.status.success() {
                wrong.push(format!("{}: there is no command as in `{line}`", document.display()));
            }
            for flag in words.iter().filter(|word| word.starts_with("--") && word.len() > 2) {
                let flag = flag.split('=').next().unwrap();
                if !known.contains(flag) {
                    wrong.push(format!("{}: `{line}`: there is no {flag}", document.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Runs the `console` blocks of the README one after the other, over one index. A line `…` stands for any lines, and
/// `…` at the end of a line for the rest of it.
#[tokio::test]
async fn the_readme_shows_what_the_commands_print() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let program = Path::new(env!("CARGO_BIN_EXE_pressmark")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut wrong = Vec::new();
    for block in blocks(&read(&repository("README.md")), "console") {
        for shown in format!("\n{block}").split("\n$ ").skip(1) {
            let (command, shown) = shown.split_once('\n').unwrap_or((shown, ""));
            let printed = match command.strip_prefix("curl -s 'http://127.0.0.1:7700") {
                Some(address) => get(&index, address.trim_end_matches('\'')).await,
                None => {
                    let mut shell = Command::new("sh");
                    shell.args(["-c", &format!("{{ {command}; }} 2>&1")]).current_dir(repository(""));
                    let output = shell.env("PATH", &path).env("PRESSMARK_INDEX", &index).output().unwrap();
                    String::from_utf8(output.stdout).unwrap()
                }
            };
            let lines = |text: &str| -> Vec<String> { text.trim_end().lines().map(str::to_owned).collect() };
            if !tells(&lines(shown), &lines(&printed)) {
                wrong.push(format!("README.md shows of `{command}`:\n{shown}\nIt prints:\n{printed}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_table_of_fields_has_every_field_of_the_schema() {
    let schema = read(&repository("src/index/schema.rs"));
    let fields: BTreeSet<&str> = schema
        .lines()
        .filter_map(|line| line.trim().strip_suffix(": Field,"))
        .map(|line| line.rsplit(' ').next().unwrap())
        .collect();
    assert!(fields.len() > 10, "the fields in src/index/schema.rs are written otherwise now: {fields:?}");
    let table = read(&repository("index/README.md"));
    assert_eq!(rows(&table, "## Fields"), fields, "index/README.md needs one row for each field");
}

#[test]
fn the_table_of_dependencies_has_every_dependency() {
    let manifest: toml::Table = read(&repository("Cargo.toml")).parse().unwrap();
    let dependencies: BTreeSet<&str> = ["dependencies", "dev-dependencies"]
        .iter()
        .flat_map(|kind| manifest[*kind].as_table().unwrap().keys().map(String::as_str))
        .collect();
    let table = read(&repository("ARCHITECTURE.md"));
    assert_eq!(rows(&table, "## Dependencies"), dependencies, "ARCHITECTURE.md needs one row for each dependency");
}

#[test]
fn every_module_has_its_section() {
    let lib = read(&repository("src/lib.rs"));
    let modules: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.split(';').next()).collect();
    let architecture = read(&repository("ARCHITECTURE.md"));
    let sections: Vec<&str> =
        architecture.lines().filter_map(|line| line.strip_prefix("### [")?.split(']').next()).collect();
    assert_eq!(sections, modules, "ARCHITECTURE.md has a section for each module, in the order of src/lib.rs");
}

#[test]
fn no_file_names_a_place_on_the_machine_it_was_written_on() {
    let mut wrong = Vec::new();
    for file in files(&repository("")) {
        // Pictures and packed archives are no text.
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for (number, line) in (1..).zip(text.lines()) {
            for folder in ["root", "home", "work", "tmp", "Users"] {
                // In `site.example/home/` it is part of a longer path or address.
                let is_longer = |before: &str| before.ends_with(|c: char| c.is_alphanumeric() || "~.-_}".contains(c));
                if line.match_indices(&format!("/{folder}/")).any(|(at, _)| !is_longer(&line[..at])) {
                    wrong.push(format!("{}:{number}: {line}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_test_that_a_guarantee_names_is_there() {
    let (mut missing, mut named) = (Vec::new(), 0);
    for document in ["RELIABILITY.md", "SECURITY.md"] {
        let text = read(&repository(document));
        // Between backticks stand `module::test` and, for units, `module::tests`.
        for name in text.split('`').skip(1).step_by(2).filter(|name| name.contains("::")) {
            let (module, last) = name.rsplit_once("::").unwrap();
            let file = |module: &str| {
                let path = module.replace("::", "/");
                let places = ["tests", "src"]
                    .into_iter()
                    .flat_map(|top| [format!("{top}/{path}.rs"), format!("{top}/{path}/mod.rs")]);
                places.map(|place| repository(&place)).find(|place| place.exists())
            };
            let is_there = file(module).is_some_and(|file| {
                let source = read(&file);
                source.contains(&format!("fn {last}(")) || source.contains(&format!("mod {last}"))
            });
            named += 1;
            if !is_there {
                missing.push(format!("{document} names {name}, which is not there"));
            }
        }
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
    assert!(named > 30, "{named}");
}

/// The documents at the top, and those of the fixtures and the index.
fn documents() -> Vec<PathBuf> {
    let mut documents = Vec::new();
    for folder in ["", "fixtures", "index"] {
        let entries = fs::read_dir(repository(folder)).unwrap().map(|entry| entry.unwrap().path());
        documents.extend(entries.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    }
    assert!(documents.len() > 3);
    documents
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A document without its fenced blocks.
fn prose(document: &str) -> String {
    document.split("\n```").step_by(2).collect()
}

/// The fenced blocks in one language.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let fenced = document.split("\n```").skip(1).step_by(2);
    fenced.filter_map(|block| Some(block.strip_prefix(language)?.strip_prefix('\n')?.to_owned())).collect()
}

/// Where `[text](target)` and `![text](target)` lead.
fn links(prose: &str) -> Vec<&str> {
    prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

/// The arguments of `cargo run … -- ARGUMENTS`.
fn after_cargo_run(line: &str) -> Option<&str> {
    line.strip_prefix("cargo run ")?.split_once("-- ").map(|(_, arguments)| arguments)
}

/// The names in the first column of the table below a heading.
fn rows<'d>(document: &'d str, heading: &str) -> BTreeSet<&'d str> {
    let (_, section) =
        document.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("there is no {heading}"));
    let section = section.split("\n## ").next().unwrap();
    section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect()
}

/// Every file of the repository, less what is built.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if ![".git", "target", "built"].contains(&name) {
                files.extend(self::files(&path));
            }
        } else if name != ".git" {
            files.push(path);
        }
    }
    files
}

/// Whether what is shown tells what was printed.
fn tells(shown: &[String], printed: &[String]) -> bool {
    match (shown, printed) {
        ([], []) => true,
        ([gap, rest @ ..], _) if gap == "…" => (0..=printed.len()).any(|left_out| tells(rest, &printed[left_out..])),
        ([line, rest @ ..], [found, others @ ..]) => {
            let same = line.strip_suffix('…').map_or(line == found, |start| found.starts_with(start));
            same && tells(rest, others)
        }
        _ => false,
    }
}

/// What the service answers over an index.
async fn get(index: &Path, address: &str) -> String {
    let service = pressmark::http::router(Backend::embedded(Arc::new(Index::open(index).unwrap())));
    let response = service
        .oneshot(Request::get(address).header("host", "127.0.0.1:7700").body(Body::empty()).unwrap())
        .await
        .unwrap();
    String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
}
