//! What no record tells alone: a listing and the pages it lists, the order of day and month, files that are gone.

use std::fs;
use std::path::Path;

use pressmark::index::Index;
use pressmark::ingest::Summary;
use pressmark::parse::DayOrder;
use pressmark::query::Request;
use pressmark::release::{EnrichedRelease, Evidence};
use serde_json::{Value, json};

use crate::support::{ingested, options, pressmark, stderr, stdout};

/// An archive of row files, and the index of it.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("archive")).unwrap();
        Self { folder }
    }

    fn archive(&self) -> std::path::PathBuf {
        self.folder.path().join("archive")
    }

    fn index(&self) -> std::path::PathBuf {
        self.folder.path().join("index")
    }

    fn put(&self, name: &str, rows: &[Value]) {
        let rows: String = rows.iter().map(|row| format!("{row}\n")).collect();
        fs::write(self.archive().join(name), rows).unwrap();
    }

    fn run(&self) -> Summary {
        ingested(&options(&[&self.archive()], &self.index())).0
    }

    fn prune(&self) -> Summary {
        ingested(&pressmark::ingest::Options { prune: true, ..options(&[&self.archive()], &self.index()) }).0
    }

    fn releases(&self) -> Vec<EnrichedRelease> {
        exported(&self.index())
    }
}

fn exported(index: &Path) -> Vec<EnrichedRelease> {
    Index::open(index).unwrap().export(&Request::all()).unwrap().collect::<Result<_, _>>().unwrap()
}

fn date(release: &EnrichedRelease) -> String {
    release.published.as_ref().map_or("undated".to_owned(), |published| published.date.to_string())
}

fn page() -> Value {
    json!({"url": "https://www.northmere.example/news/one", "publisher": "Northmere", "title": "Bridge opens",
        "text": "The bridge opened to traffic this morning."})
}

/// The same release as the item of a listing: without its text.
fn listed() -> Value {
    json!({"url": "http://northmere.example/news/one/", "publisher": "Northmere", "title": "Bridge opens",
        "summary": "A new crossing.", "date": "2017-02-22"})
}

#[test]
fn a_listing_lends_its_date_to_the_page_whichever_is_read_first() {
    let mut found = Vec::new();
    for (listing, article) in [("a.jsonl", "b.jsonl"), ("b.jsonl", "a.jsonl")] {
        let place = Place::new();
        place.put(listing, &[listed()]);
        place.put(article, &[page()]);
        place.run();
        let mut releases = place.releases();
        assert_eq!(releases.len(), 1);
        let release = releases.remove(0);
        let published = release.published.clone().unwrap();
        assert_eq!((date(&release).as_str(), published.evidence), ("2017-02-22", Evidence::Listing));
        assert_eq!((release.versions, release.captures.len()), (1, 2));
        assert_eq!(place.run().unchanged, 2);
        found.push(published);
    }
    assert_eq!(found[0], found[1]);
}

#[test]
fn a_stub_under_another_id_is_joined_with_its_page_and_its_id_still_answers() {
    let without_address = json!({"publisher": "Northmere", "title": "Bridge opens", "summary": "A new crossing.",
        "date": "2017-02-22"});
    let other_name = json!({"url": "https://northmere.example/news/one", "publisher": "Northmere Council",
        "title": "Bridge opens"});
    let mut dated_page = page();
    dated_page["date"] = json!("2017-02-22");
    for stub in [without_address, other_name] {
        let place = Place::new();
        place.put("stub.jsonl", std::slice::from_ref(&stub));
        place.run();
        let old = place.releases()[0].id.clone();
        // In a later run, since both must be found where the page joins an index that is there.
        place.put("page.jsonl", std::slice::from_ref(&dated_page));
        let summary = place.run();
        assert_eq!((summary.new, summary.stubs_joined), (1, 1), "{stub}");
        let releases = place.releases();
        assert_eq!(releases.len(), 1, "{stub}");
        assert_ne!(releases[0].id, old);
        assert_eq!(releases[0].aliases, std::slice::from_ref(&old));
        let found = Index::open(&place.index()).unwrap().release(old.as_str()).unwrap().unwrap();
        assert_eq!(found.last().unwrap().id, releases[0].id);

        // Read again, the stub is known; read after the page, it makes no other release.
        fs::rename(place.archive().join("stub.jsonl"), place.archive().join("z-stub.jsonl")).unwrap();
        assert_eq!(place.run().new, 0, "{stub}");
        assert_eq!(place.releases().len(), 1, "{stub}");
    }
}

#[test]
fn one_day_beyond_twelve_settles_the_dates_of_its_publisher() {
    let row = |publisher: &str, title: &str, date: &str| json!({"publisher": publisher, "title": title, "text": title, "date": date});
    let doubtful = [
        row("British", "One", "03/04/2017"),
        row("American", "Two", "03/04/2017"),
        row("Silent", "Three", "03/04/2017"),
    ];
    let proofs = [row("British", "Four", "25/12/2017"), row("American", "Five", "12/25/2017")];
    let dates = |place: &Place| {
        let mut dates: Vec<(String, String)> =
            place.releases().iter().map(|release| (release.title.clone().unwrap(), date(release))).collect();
        dates.sort();
        dates
    };
    let settled = |british: &str, american: &str, silent: &str| {
        [("Five", "2017-12-25"), ("Four", "2017-12-25"), ("One", british), ("Three", silent), ("Two", american)]
            .map(|(title, date)| (title.to_owned(), date.to_owned()))
    };
    for (first, second) in [("a", "b"), ("b", "a")] {
        let place = Place::new();
        place.put(&format!("{first}.jsonl"), &doubtful);
        place.put(&format!("{second}.jsonl"), &proofs);
        assert_eq!(place.run().dates_settled, 2);
        assert_eq!(dates(&place), settled("2017-04-03", "2017-03-04", "2017"));
        assert_eq!(place.run().dates_settled, 0);

        // What the operator says holds where the archive says nothing.
        let mut told = options(&[&place.archive()], &place.index());
        told.settings.day_order = DayOrder::DayFirst;
        assert_eq!(ingested(&told).0.new, 0, "the order of day and month is no part of an id");
        assert_eq!(dates(&place), settled("2017-04-03", "2017-03-04", "2017-04-03"));
    }
}

#[test]
fn prune_removes_what_only_files_that_are_gone_held() {
    let place = Place::new();
    let row = |title: &str| json!({"id": title, "title": title, "text": format!("The text of {title}.")});
    place.put("a.jsonl", &[row("One"), row("Two")]);
    place.put("b.jsonl", &[row("Two"), row("Three")]);
    place.put("listing.jsonl", &[listed()]);
    place.put("page.jsonl", &[page()]);
    place.run();
    let one = place.releases().into_iter().find(|release| release.title.as_deref() == Some("One")).unwrap();
    for gone in ["a.jsonl", "page.jsonl"] {
        fs::remove_file(place.archive().join(gone)).unwrap();
    }
    let kept = place.run();
    assert_eq!((kept.files_gone, kept.pruned, place.releases().len()), (2, 0, 4), "nothing goes unasked");

    let pruned = place.prune();
    assert_eq!((pruned.files_gone, pruned.pruned), (2, 2));
    let left = place.releases();
    let mut titles: Vec<&str> = left.iter().filter_map(|release| release.title.as_deref()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["Bridge opens", "Three", "Two"]);
    let stub = left.iter().find(|release| release.title.as_deref() == Some("Bridge opens")).unwrap();
    assert!(
        stub.is_stub() && stub.captures.iter().all(|capture| !capture.mention),
        "the listing is all there is again"
    );
    assert!(left.iter().all(|release| {
        release
            .captures
            .iter()
            .all(|capture| capture.path.ends_with("b.jsonl") || capture.path.ends_with("listing.jsonl"))
    }));
    let removed = Index::open(&place.index()).unwrap().removed(one.id.as_str()).unwrap();
    assert_eq!(removed.id, one.id);
    assert_eq!(place.prune().pruned, 0);
}

#[test]
fn a_pruned_archive_gives_the_index_that_a_fresh_run_gives() {
    let (pruned, fresh) = (Place::new(), Place::new());
    let row = |id: usize, text: &str| json!({"id": id.to_string(), "title": "T", "text": text, "date": "2017"});
    for place in [&pruned, &fresh] {
        for file in 0..4 {
            let rows: Vec<Value> = (0..6).map(|id| row(id * (file + 1), ["x", "y", "z"][(id + file) % 3])).collect();
            place.put(&format!("{file}.jsonl"), &rows);
        }
    }
    pruned.run();
    for place in [&pruned, &fresh] {
        fs::remove_file(place.archive().join("1.jsonl")).unwrap();
        fs::remove_file(place.archive().join("3.jsonl")).unwrap();
    }
    pruned.prune();
    fresh.run();
    assert_eq!(pruned.releases(), fresh.releases());
}

#[test]
fn neither_threads_nor_the_order_of_runs_change_the_index() {
    let rows = |file: usize| -> Vec<Value> {
        let mut rows: Vec<Value> = (0..8)
            .map(|at| json!({"id": (at * (file + 1) % 11).to_string(), "title": "T", "text": format!("Wording {}.", (at + file) % 3),
                "date": (["03/04/2017", "25/12/2016", "2015"][(at + file) % 3]), "publisher": "Northmere"}))
            .collect();
        rows.push(if file.is_multiple_of(2) { listed() } else { page() });
        rows
    };
    let fresh = Place::new();
    (0..6).for_each(|file| fresh.put(&format!("{file}.jsonl"), &rows(file)));
    ingested(&pressmark::ingest::Options {
        jobs: std::num::NonZeroUsize::MIN,
        text_per_commit: 1,
        ..options(&[&fresh.archive()], &fresh.index())
    });
    let expected = fresh.releases();
    assert_eq!(expected.len(), 12);
    for order in [[5, 3, 1, 0, 2, 4], [2, 4, 0, 5, 1, 3]] {
        let place = Place::new();
        for pair in order.chunks(2) {
            pair.iter().for_each(|&file| place.put(&format!("{file}.jsonl"), &rows(file)));
            place.run();
        }
        assert_eq!(place.releases(), expected, "{order:?}");
    }
}

#[test]
fn a_file_that_was_copied_is_known_by_its_digest() {
    let place = Place::new();
    place.put("a.jsonl", &[page()]);
    place.run();
    let file = place.archive().join("a.jsonl");
    fs::File::options().append(true).open(&file).unwrap().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    assert_eq!(place.run().files_unchanged, 1);
    let other = fs::read_to_string(&file).unwrap().replace("morning", "evening");
    fs::write(&file, other).unwrap();
    assert_eq!((place.run().files_unchanged, place.releases()[0].versions), (0, 2));
}

#[test]
fn a_dry_run_says_what_would_be_and_writes_nothing() {
    let place = Place::new();
    place.put("a.jsonl", &[page()]);
    let (archive, index) = (place.archive(), place.index());
    let dry = ["index", archive.to_str().unwrap(), "--index", index.to_str().unwrap(), "--dry-run"];
    let first = pressmark(&dry);
    assert!(stdout(&first).contains("The index would hold 1 release. Nothing was written."), "{}", stdout(&first));
    assert!(!index.exists());

    place.run();
    let listed = || {
        let mut files: Vec<_> = walk(&index);
        files.sort();
        files
    };
    let before = listed();
    let mut reworded = page();
    reworded["text"] = json!("The bridge did not open.");
    place.put("b.jsonl", &[reworded]);
    let second = pressmark(&dry);
    assert!(stdout(&second).contains("1 updated"), "{}", stdout(&second));
    assert_eq!(listed(), before);
    assert_eq!(place.releases()[0].versions, 1);
}

/// Names and contents of all files.
fn walk(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    files
}

#[test]
fn stats_remember_every_run() {
    let place = Place::new();
    place.put("a.jsonl", &[page()]);
    fs::write(place.archive().join("empty.txt"), "").unwrap();
    place.run();
    place.run();
    let shown = pressmark(&["stats", "--index", place.index().to_str().unwrap()]);
    let text = stdout(&shown);
    assert!(text.contains("2 runs"), "{text}{}", stderr(&shown));
    assert!(text.contains("1 new") && text.contains("1 unchanged"), "{text}");
    assert!(text.contains("skipped: the file is empty"), "{text}");
    let json = pressmark(&["stats", "--format", "json", "--index", place.index().to_str().unwrap()]);
    let stats: Value = serde_json::from_str(stdout(&json)).unwrap();
    assert_eq!(stats["runs"][0]["summary"]["new"], 1);
}
