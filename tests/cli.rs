//! The commands, their output and their exit codes.

use std::fs;

use crate::support::{bundled, pressmark, repository, stderr, stdout};

fn on_bundled(arguments: &[&str]) -> std::process::Output {
    let mut all = arguments.to_vec();
    all.extend(["--index", bundled().to_str().unwrap()]);
    pressmark(&all)
}

#[test]
fn the_bundled_archive_gives_every_release_as_expected() {
    let expected = fs::read_to_string(repository("fixtures/archive.expected.tsv")).unwrap();
    let export = on_bundled(&["export"]);
    let releases: Vec<serde_json::Value> =
        stdout(&export).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(releases.len(), expected.lines().count());
    for line in expected.lines() {
        let [file, title, date, kind, publisher] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let found: Vec<&serde_json::Value> = releases
            .iter()
            .filter(|release| {
                let captures = release["captures"].as_array().unwrap();
                // The reworded release is listed under its first page, and shown in its second wording.
                let here = captures.iter().any(|capture| capture["path"].as_str().unwrap().ends_with(file))
                    || release["versions"] == 2;
                here && plain(release["title"].as_str().unwrap()).starts_with(&plain(title))
            })
            .collect();
        assert_eq!(found.len(), 1, "{line}");
        let release = found[0];
        assert_eq!(release["published"]["date"].as_str().unwrap_or("undated"), date, "{line}");
        assert_eq!(release["kind"], kind, "{line}");
        assert_eq!(release["publisher"], publisher, "{line}");
    }
}

#[test]
fn searching_says_how_many_and_which() {
    let found = on_bundled(&["search", "\"modern slavery\"", "--format", "json"]);
    assert!(found.status.success());
    let answer: serde_json::Value = serde_json::from_str(stdout(&found)).unwrap();
    let total = answer["total"].as_u64().unwrap();
    assert!(total >= 3);
    assert_eq!(answer["query"]["read_as"], "\"modern slavery\"");
    let text = on_bundled(&["search", "\"modern slavery\""]);
    assert!(stdout(&text).starts_with(&format!("{total} releases for \"modern slavery\"")), "{}", stdout(&text));
    let rows = on_bundled(&["search", "\"modern slavery\"", "--format", "jsonl", "--limit", "1000"]);
    assert_eq!(stdout(&rows).lines().count() as u64, total);
    let table = on_bundled(&["export", "\"modern slavery\"", "--format", "csv"]);
    assert_eq!(
        stdout(&table).lines().filter(|line| line.ends_with(",1,1") || line.ends_with(",2,2")).count() as u64,
        total
    );
}

#[test]
fn a_reworded_release_is_found_by_what_it_said_before() {
    // The page of 5 March says 1,284; four days later it says 1,148.
    let latest = on_bundled(&["search", "1,148", "--format", "json"]);
    let latest: serde_json::Value = serde_json::from_str(stdout(&latest)).unwrap();
    assert_eq!(latest["total"], 1);
    assert_eq!(latest["hits"][0]["versions"], 2);
    let before = on_bundled(&["search", "\"1,284\"", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(stdout(&before)).unwrap();
    assert_eq!((answer["total"].clone(), answer["in_earlier_wordings"].clone()), (0.into(), 1.into()));
    assert_eq!(before.status.code(), Some(1));
    let shown = on_bundled(&["show", latest["hits"][0]["id"].as_str().unwrap()]);
    assert!(stdout(&shown).contains("wording 1 of 2") && stdout(&shown).contains("wording 2 of 2"));
}

#[test]
fn all_wordings_are_searched_where_that_is_asked_for() {
    let all = on_bundled(&["search", "\"1,284\"", "--versions", "all", "--format", "json"]);
    let all: serde_json::Value = serde_json::from_str(stdout(&all)).unwrap();
    let hit = &all["hits"][0];
    assert_eq!((all["total"].clone(), hit["version"].clone(), hit["versions"].clone()), (1.into(), 1.into(), 2.into()));
    let text = on_bundled(&["search", "\"1,284\"", "--versions", "all"]);
    assert!(text.status.success() && stdout(&text).starts_with("1 wording for"), "{}", stdout(&text));
    assert!(stdout(&text).contains("wording 1 of 2, since replaced"), "{}", stdout(&text));
    let latest = on_bundled(&["search", "\"1,284\""]);
    assert!(stdout(&latest).contains("1 earlier wording satisfied this too: --versions all"), "{}", stdout(&latest));
}

#[test]
fn a_timeline_is_printed_for_people_for_programs_and_for_spreadsheets() {
    let asked = ["timeline", "police", "drone* -title:blog", "--interval", "year", "--share"];
    let json = on_bundled(&[&asked[..], &["--format", "json"]].concat());
    let timeline: serde_json::Value = serde_json::from_str(stdout(&json)).unwrap();
    let points = |at: usize| timeline["series"][at]["points"].as_array().unwrap();
    assert_eq!(points(0).len(), points(1).len());
    let csv = on_bundled(&[&asked[..], &["--format", "csv"]].concat());
    let lines: Vec<&str> = stdout(&csv).lines().collect();
    assert_eq!(lines[0], "query,year,count,of,share");
    // One row for each year, and one for the undated.
    assert_eq!(lines.len(), 1 + 2 * (points(0).len() + 1));
    assert!(lines.iter().any(|line| line.starts_with("drone* -title:blog,undated,")), "{lines:?}");
    let text = on_bundled(&asked);
    assert!(text.status.success());
    let total = timeline["series"][0]["total"].as_u64().unwrap();
    assert!(stdout(&text).starts_with(&format!("{total} releases for police, by year\n")), "{}", stdout(&text));
    assert!(stdout(&text).contains(" %  ▇"), "{}", stdout(&text));
    let nothing = on_bundled(&["timeline", "\"no release says this\""]);
    assert_eq!(nothing.status.code(), Some(1));
    let many = on_bundled(&["timeline", "a", "b", "c", "d", "e", "f"]);
    assert_eq!((many.status.code(), stderr(&many).contains("5 are allowed")), (Some(2), true), "{}", stderr(&many));
}

#[test]
fn showing_dates_tells_the_evidence() {
    let found = on_bundled(&["search", "kind:news lang:en date:2016", "--format", "jsonl", "--limit", "1"]);
    let hit: serde_json::Value = serde_json::from_str(stdout(&found).lines().next().unwrap()).unwrap();
    let shown = on_bundled(&["show", hit["id"].as_str().unwrap(), "--dates"]);
    assert!(stdout(&shown).starts_with("2016") && stdout(&shown).contains("  from "), "{}", stdout(&shown));
    let unknown = on_bundled(&["show", "nothing-of-that-name"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(stderr(&unknown).contains("nothing-of-that-name"));
}

#[test]
fn showing_a_difference_tells_what_was_taken_out_and_put_in() {
    let found = on_bundled(&["search", "modern slavery investigations", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(stdout(&found)).unwrap();
    let hits = found["hits"].as_array().unwrap();
    let id = |versions: u64| hits.iter().find(|hit| hit["versions"] == versions).unwrap()["id"].as_str().unwrap();
    let told = on_bundled(&["show", id(2), "--diff"]);
    assert!(stdout(&told).contains("identified [-1,284-]{+1,148+} potential victims"), "{}", stdout(&told));
    let back = on_bundled(&["show", id(2), "--diff", "--from", "2", "--to", "1"]);
    assert!(stdout(&back).contains("identified [-1,148-]{+1,284+} potential victims"), "{}", stdout(&back));
    let data = on_bundled(&["show", id(2), "--diff", "--format", "json"]);
    let data: serde_json::Value = serde_json::from_str(stdout(&data)).unwrap();
    assert_eq!(
        (&data["from"]["version"], &data["to"]["version"], &data["inserted"]),
        (&1.into(), &2.into(), &9.into())
    );
    assert!(stdout(&on_bundled(&["show", id(1), "--diff"])).contains("0 words taken out, 0 words put in"));
    let missing = on_bundled(&["show", id(2), "--diff", "--to", "3"]);
    assert_eq!((missing.status.code(), stdout(&missing)), (Some(1), ""));
    assert!(stderr(&missing).contains("the archive has 1 to 2"), "{}", stderr(&missing));
}

#[test]
fn stats_show_gaps_and_the_undated() {
    let stats = on_bundled(&["stats", "--format", "json"]);
    let stats: serde_json::Value = serde_json::from_str(stdout(&stats)).unwrap();
    let publishers = stats["publishers"].as_array().unwrap();
    assert_eq!(publishers.len(), 2);
    let sum: u64 = publishers.iter().map(|publisher| publisher["releases"].as_u64().unwrap()).sum();
    assert_eq!(sum, stats["index"]["releases"].as_u64().unwrap());
    assert!(publishers.iter().all(|publisher| !publisher["gaps"].as_array().unwrap().is_empty()));
    assert!(publishers.iter().any(|publisher| publisher["undated"] == 9));
}

#[test]
fn every_record_is_in_the_report_and_the_outcomes_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.jsonl");
    let index = folder.path().join("index");
    let broken = folder.path().join("broken");
    fs::create_dir(&broken).unwrap();
    fs::write(broken.join("empty.txt"), "").unwrap();
    fs::write(broken.join("noise.bin"), [0_u8, 159, 146, 150, 0, 1, 2, 3]).unwrap();
    fs::write(broken.join("cut.html.gz"), [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b]).unwrap();
    fs::write(broken.join("rows.jsonl"), "{\"title\":\"One\",\"text\":\"Good.\"}\nno json\n{\"colour\":\"red\"}\n")
        .unwrap();
    fs::write(broken.join("deep.html"), "<html><title>t</title>".to_owned() + &"<div>".repeat(100_000)).unwrap();
    let arguments = [
        "index",
        broken.to_str().unwrap(),
        "--index",
        index.to_str().unwrap(),
        "--report",
        report.to_str().unwrap(),
        "--format",
        "json",
    ];
    let run = pressmark(&arguments);
    assert_eq!(run.status.code(), Some(3), "{}", stderr(&run));
    let summary: serde_json::Value = serde_json::from_str(stdout(&run)).unwrap();
    let lines: Vec<serde_json::Value> =
        fs::read_to_string(&report).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(summary["records"].as_u64().unwrap(), lines.len() as u64);
    for outcome in ["new", "updated", "duplicate", "unchanged", "skipped", "failed"] {
        let listed = lines.iter().filter(|line| line["outcome"] == outcome).count();
        assert_eq!(summary[outcome].as_u64().unwrap(), listed as u64, "{outcome}");
    }
    assert_eq!(summary["new"], 1);
    let outcome = |path: &str, record: &str| {
        let line = lines.iter().find(|line| line["path"].as_str().unwrap().ends_with(path) && line["record"] == record);
        let line = line.unwrap_or_else(|| panic!("{path} {record} has no outcome"));
        assert!(line["outcome"] == "new" || line["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
        line["outcome"].as_str().unwrap().to_owned()
    };
    assert_eq!(outcome("empty.txt", ""), "skipped");
    assert_eq!(outcome("noise.bin", ""), "skipped");
    assert_eq!(outcome("cut.html.gz", ""), "failed");
    assert_eq!(outcome("rows.jsonl", "line 1"), "new");
    assert_eq!(outcome("rows.jsonl", "line 2"), "failed");
    assert_eq!(outcome("rows.jsonl", "line 3"), "skipped");
    assert!(["skipped", "failed"].contains(&outcome("deep.html", "").as_str()));

    // What failed is tried again; what was read whole is not opened.
    let again = pressmark(&arguments);
    let summary: serde_json::Value = serde_json::from_str(stdout(&again)).unwrap();
    assert_eq!((summary["unchanged"].clone(), summary["failed"].clone()), (1.into(), 2.into()));
}

#[test]
fn a_run_that_finds_nothing_new_commits_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("rows.jsonl");
    fs::write(&archive, "{\"title\":\"One\",\"text\":\"Good.\",\"date\":\"2017\"}\n").unwrap();
    let index = folder.path().join("index");
    let arguments = ["index", archive.to_str().unwrap(), "--index", index.to_str().unwrap()];
    assert!(stdout(&pressmark(&arguments)).contains("(commit 1)"));
    // Not read again; and, touched, known by its digest.
    assert!(stdout(&pressmark(&arguments)).contains("(0 read, 1 unchanged)"));
    fs::File::options().append(true).open(&archive).unwrap().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    let touched = pressmark(&arguments);
    assert!(stdout(&touched).contains("(0 read, 1 unchanged)"), "{}", stdout(&touched));
    assert!(stdout(&touched).contains("Nothing has changed."), "{}", stdout(&touched));
    assert!(
        stdout(&touched).contains("1 unchanged") && stdout(&touched).contains("(commit 1)"),
        "{}",
        stdout(&touched)
    );
}

#[test]
fn a_second_run_counts_every_record_once_and_does_not_read_its_own_index() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    fs::create_dir_all(archive.join(".git")).unwrap();
    fs::write(archive.join("rows.jsonl"), "{\"title\":\"One\",\"text\":\"Good.\"}\n").unwrap();
    let index = archive.join("index");
    let run = || {
        let arguments = ["index", archive.to_str().unwrap(), "--index", index.to_str().unwrap(), "--format", "json"];
        serde_json::from_str::<serde_json::Value>(stdout(&pressmark(&arguments))).unwrap()
    };
    let first = run();
    assert_eq!(
        (first["records"].clone(), first["skipped"].clone(), first["files"].clone()),
        (2.into(), 1.into(), 1.into())
    );
    for _ in 0..2 {
        let again = run();
        assert_eq!(
            (again["records"].clone(), again["skipped"].clone(), again["files"].clone()),
            (2.into(), 1.into(), 1.into())
        );
        assert_eq!(again["unchanged"], 1);
    }
}

#[test]
fn a_row_edited_in_place_is_the_latest_wording() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("rows.jsonl");
    let index = folder.path().join("index");
    for (number, text) in (1_u32..).zip(["First words.", "Second words.", "Third words.", "Fourth words."]) {
        fs::write(&archive, format!("{{\"url\":\"https://e.example/a\",\"title\":\"One\",\"text\":\"{text}\"}}\n"))
            .unwrap();
        let later = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(u64::from(number));
        fs::File::options().append(true).open(&archive).unwrap().set_modified(later).unwrap();
        assert!(pressmark(&["index", archive.to_str().unwrap(), "--index", index.to_str().unwrap()]).status.success());
        let export = pressmark(&["export", "--index", index.to_str().unwrap()]);
        let release: serde_json::Value = serde_json::from_str(stdout(&export)).unwrap();
        assert_eq!((release["body"].clone(), release["versions"].clone()), (text.into(), number.into()));
    }
}

#[test]
fn what_cannot_be_done_is_one_sentence_and_exit_code_2() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");
    let nowhere = nowhere.to_str().unwrap();
    let here = folder.path().join("index");
    let long = "word ".repeat(1_100);
    let map = folder.path().join("map.toml");
    std::fs::write(&map, "title = 'headline'\nbodey = 'text'\n").unwrap();
    let map = map.to_str().unwrap();
    for (arguments, what) in [
        (&["search", "x", "--index", nowhere][..], "there is no index in"),
        (&["index", nowhere, "--index", here.to_str().unwrap()], "there is no archive at"),
        (&["parse", nowhere], "there is no archive at"),
        (&["parse", "--map", nowhere, "README.md"], "nowhere cannot be read: "),
        (
            &["parse", "--map", map, "README.md"],
            "map.toml: `bodey` is no field; take `record` or one of `id`, `title`, ",
        ),
        (&["topics", "check", nowhere], "nowhere"),
        (&["search", &long, "--index", bundled().to_str().unwrap()], "1024 words are allowed"),
        (&["search", "x", "--sort", "best"], "relevance"),
        (&["search", "x", "--from", "2018", "--to", "2016"], "--to 2016 lies before --from 2018"),
        (&["search", "x", "--kind", "poem"], "`poem` is no kind"),
        (&["serve", "--index", nowhere], "there is no index in"),
    ] {
        let refused = pressmark(arguments);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&refused).contains(what), "{arguments:?}: {}", stderr(&refused));
        assert!(stdout(&refused).is_empty());
    }
    assert!(!here.exists(), "a run that cannot begin changes nothing");
}

#[test]
fn an_archive_without_a_release_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    fs::create_dir(&archive).unwrap();
    fs::write(archive.join("a.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    let index = folder.path().join("index");
    let run = pressmark(&["index", archive.to_str().unwrap(), "--index", index.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(1), "{}", stderr(&run));
}

#[test]
fn topics_are_listed_checked_and_tested() {
    let tested = pressmark(&["topics", "test", "Arrests after modern slavery raids"]);
    assert!(stdout(&tested).contains("safeguarding/modern-slavery: modern slavery"), "{}", stdout(&tested));
    assert!(stdout(&pressmark(&["topics", "check"])).contains("sound"));
    assert!(stdout(&pressmark(&["topics", "list"])).contains("safeguarding/modern-slavery"));
}

#[test]
fn the_manual_and_completions_are_printed() {
    assert!(stdout(&pressmark(&["man"])).starts_with(".ie"));
    assert!(stdout(&pressmark(&["completions", "bash"])).contains("_pressmark"));
}
