//! Releases of like text: linked when they are shown, never merged. `fixtures/likeness` has a file for each case.

#![expect(clippy::print_stdout, reason = "the figures of a run are what it is for: `--nocapture` shows them")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::time::{Duration, Instant};

use pressmark::enrich::likeness::{Profile, keys};
use pressmark::enrich::words;
use pressmark::index::Index;
use pressmark::release::EnrichedRelease;
use pressmark::results::{Neighbours, RelatedRelease};
use pressmark::text::Stems;

use crate::archives::{export, unpacked};
use crate::support::{ingested, options, repository};

/// The releases of `fixtures/likeness`, found by their addresses.
struct Shelf {
    _folder: tempfile::TempDir,
    index: Index,
    releases: Vec<EnrichedRelease>,
}

impl Shelf {
    fn new() -> Self {
        Self::of(&[&repository("fixtures/likeness")])
    }

    /// The index of these archives, one run after the other.
    fn of(archives: &[&Path]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for archive in archives {
            ingested(&options(&[archive], folder.path()));
        }
        let releases = export(folder.path());
        let index = Index::open(folder.path()).unwrap();
        Self { _folder: folder, index, releases }
    }

    fn named(&self, address: &str) -> &EnrichedRelease {
        let ends = |release: &&EnrichedRelease| release.url.as_deref().is_some_and(|url| url.ends_with(address));
        self.releases.iter().find(ends).unwrap_or_else(|| panic!("no release at {address}"))
    }

    fn around(&self, address: &str) -> Neighbours {
        self.index.neighbours(self.named(address), 5, None).unwrap()
    }
}

/// The last parts of the addresses in a list.
fn addresses(list: &[RelatedRelease]) -> Vec<&str> {
    list.iter().map(|other| other.url.as_deref().unwrap().rsplit('/').next().unwrap()).collect()
}

#[test]
fn a_joint_statement_leads_to_the_other_publisher_and_back() {
    let shelf = Shelf::new();
    let around = shelf.around("/one-case-worker");
    assert_eq!(addresses(&around.also_published_by), ["burglary-case-worker"]);
    let other = &around.also_published_by[0];
    assert_eq!(other.publisher.as_deref(), Some("Northmere Police Chiefs' Conference"));
    assert!((0.6..0.95).contains(&other.likeness) && other.contained > other.likeness, "{other:?}");
    let back = shelf.around("/burglary-case-worker");
    assert_eq!(addresses(&back.also_published_by), ["one-case-worker"]);
    assert_eq!(back.also_published_by[0].likeness, other.likeness);
    assert!(around.related.is_empty() && back.related.is_empty());
}

#[test]
fn a_correction_under_a_new_address_leads_to_what_it_corrects() {
    let shelf = Shelf::new();
    let around = shelf.around("/texting-driver-jailed");
    assert_eq!(addresses(&around.also_published_by), ["texting-driver-jailed-for-six-years-corrected"]);
    assert!(around.also_published_by[0].likeness > 0.7);
}

#[test]
fn the_issues_of_a_weekly_notice_are_not_one_text() {
    let shelf = Shelf::new();
    for day in ["03-03", "03-10", "03-17", "03-24", "03-31"] {
        let around = shelf.around(&format!("/rural-crime-week-2014-{day}"));
        assert_eq!((addresses(&around.also_published_by), addresses(&around.related)), (vec![], vec![]), "{day}");
        let weeks = around.similar.iter().filter(|other| other.url.as_deref().unwrap().contains("/rural-crime-week-"));
        assert_eq!(weeks.count(), 4, "{day}");
    }
    // Without what the publisher says in every issue they would be.
    let [one, other] = ["03-03", "03-10"].map(|day| {
        let release = shelf.named(&format!("/rural-crime-week-2014-{day}"));
        Profile::of(release, &words(release, &mut Stems::default()))
    });
    assert!(one.likeness(&other).shared >= 0.5, "{:?}", one.likeness(&other));
}

#[test]
fn what_a_publisher_says_in_every_release_relates_nothing() {
    let shelf = Shelf::new();
    for name in ["boat-engines", "bank-caller", "missing-statue", "crash-appeal", "scrap-fire"] {
        let around = shelf.around(&format!("/{name}"));
        assert_eq!((addresses(&around.also_published_by), addresses(&around.related)), (vec![], vec![]), "{name}");
    }
    let [one, other] = ["/boat-engines", "/scrap-fire"].map(|name| {
        let release = shelf.named(name);
        Profile::of(release, &words(release, &mut Stems::default()))
    });
    assert!(one.likeness(&other).shared >= 0.2, "{:?}", one.likeness(&other));
}

#[test]
fn a_statement_that_is_quoted_whole_leads_to_the_longer_text() {
    let shelf = Shelf::new();
    let around = shelf.around("/laboratory-statement");
    assert_eq!(addresses(&around.also_published_by), ["laboratory-what-we-know"]);
    let other = &around.also_published_by[0];
    assert!(other.contained > 0.9 && other.likeness < 0.5, "{other:?}");
}

#[test]
fn short_notices_are_one_by_headline_and_day() {
    let shelf = Shelf::new();
    assert_eq!(addresses(&shelf.around("/chair-2019").also_published_by), ["index.php?item=771"]);
    assert_eq!(addresses(&shelf.around("/chair-2016").also_published_by), [""; 0]);
}

#[test]
fn similar_releases_say_by_which_words_and_are_no_copies() {
    let shelf = Shelf::new();
    for release in &shelf.releases {
        let around = shelf.index.neighbours(release, 50, None).unwrap();
        let copies = around.also_published_by.iter().chain(&around.related).map(|other| &other.id);
        let apart: HashSet<_> = copies.chain([&release.id]).collect();
        assert!(around.partial.is_none());
        for other in &around.similar {
            assert!(!apart.contains(&other.id) && !other.because.is_empty() && other.score > 0.0, "{other:?}");
        }
        assert!(around.similar.is_sorted_by(|one, other| one.score >= other.score));
        assert_eq!(shelf.index.neighbours(release, 2, None).unwrap().similar, around.similar[..2]);
    }
    let around = shelf.around("/library-roof");
    assert_eq!(around.similar[0].url.as_deref().unwrap().rsplit('/').next(), Some("laboratory-what-we-know"));
    assert!(around.similar[0].because.contains(&"Mercer".to_owned()), "{:?}", around.similar[0].because);
}

#[test]
fn likeness_changes_no_id_merges_nothing_and_knows_no_order() {
    let files = ["joint", "corrected", "weekly", "footer", "quoted", "short", "alone"];
    let files = files.map(|name| repository(&format!("fixtures/likeness/{name}.jsonl")));
    let rows: usize = files.iter().map(|file| std::fs::read_to_string(file).unwrap().lines().count()).sum();
    let forwards: Vec<&Path> = files.iter().map(std::path::PathBuf::as_path).collect();
    let backwards: Vec<&Path> = forwards.iter().rev().copied().collect();
    let (one, other) = (Shelf::of(&forwards), Shelf::of(&backwards));
    assert_eq!((one.releases.len(), other.releases.len()), (rows, rows));
    for release in &one.releases {
        let alone = release.publisher.as_deref();
        let derived = pressmark::release::ReleaseId::derive(alone, None, release.url.as_deref(), None, None, "");
        assert_eq!((&release.id, release.versions), (&derived, 1));
        let around = |shelf: &Shelf| {
            let Neighbours { also_published_by, related, similar, .. } =
                shelf.index.neighbours(release, 5, None).unwrap();
            let similar: Vec<_> = similar.into_iter().map(|other| (other.id, other.because)).collect();
            (also_published_by, related, similar)
        };
        assert_eq!(around(&one), around(&other), "{:?}", release.url);
    }
}

#[test]
fn past_the_deadline_what_was_not_compared_is_said() {
    let shelf = Shelf::new();
    let release = shelf.named("/one-case-worker");
    let around = shelf.index.neighbours(release, 5, Some(Instant::now() - Duration::from_millis(1))).unwrap();
    assert!(around.partial.is_some() && around.also_published_by.is_empty());
}

#[test]
#[ignore = "needs PRESSMARK_ARCHIVES"]
fn like_releases_of_a_congress_archive_meet() {
    let rows = unpacked("us-congress-press.tar.zst").join("us-congress-press/data");
    compare_with_all_pairs(&rows, 5);
}

#[test]
#[ignore = "needs PRESSMARK_ARCHIVES"]
fn like_releases_of_police_forces_meet() {
    let pages = unpacked("uk_police_23_forces.tar.zst").join("news");
    compare_with_all_pairs(&pages, 10);
}

/// Every so manieth release, compared with all others: which pairs meet by their keys, and what is said of them.
fn compare_with_all_pairs(archive: &Path, every: usize) {
    let shelf = Shelf::of(&[archive]);
    let mut stems = Stems::default();
    let mut profiles = Vec::new();
    let mut own_keys: Vec<HashSet<u32>> = Vec::new();
    let mut having: HashMap<u64, Vec<usize>> = HashMap::new();
    let start = Instant::now();
    let read: Vec<_> = shelf.releases.iter().map(|release| words(release, &mut stems)).collect();
    let reading = start.elapsed();
    let start = Instant::now();
    own_keys.extend(read.iter().map(|words| keys(words).collect::<HashSet<u32>>()));
    println!("keys of {} releases: {:?}; reading their words: {reading:?}", read.len(), start.elapsed());
    for (at, (release, words)) in shelf.releases.iter().zip(&read).enumerate() {
        profiles.push(Profile::of(release, words));
        for sequence in distinct_sequences(release) {
            having.entry(sequence).or_default().push(at);
        }
    }
    let mut bands: BTreeMap<u32, Band> = BTreeMap::new();
    let mut took = Vec::new();
    let mut sides = Sides::default();
    for at in (0..profiles.len()).step_by(every) {
        let release = &shelf.releases[at];
        let start = Instant::now();
        let around = shelf.index.neighbours(release, 5, None).unwrap();
        took.push(start.elapsed());
        let also: HashSet<_> = around.also_published_by.iter().map(|other| &other.id).collect();
        let related: HashSet<_> = around.related.iter().map(|other| &other.id).collect();
        for other in &around.also_published_by {
            let back = shelf.releases.iter().find(|release| release.id == other.id).unwrap();
            let back = shelf.index.neighbours(back, 0, None).unwrap();
            let both = back.also_published_by.iter().any(|other| other.id == release.id);
            sides.both += usize::from(both);
            sides.one += usize::from(!both);
        }
        let mut sharing: HashMap<usize, usize> = HashMap::new();
        let sequences = distinct_sequences(release);
        for other in sequences.iter().flat_map(|sequence| &having[sequence]) {
            *sharing.entry(*other).or_default() += 1;
        }
        sharing.remove(&at);
        for (other, shared) in sharing {
            // A twentieth of the sequences cannot be a tenth of all of them.
            if shared * 20 < sequences.len() {
                continue;
            }
            let likeness = profiles[at].likeness(&profiles[other]).shared;
            if likeness < 0.1 {
                continue;
            }
            let id = &shelf.releases[other].id;
            let band = bands.entry((likeness * 10.0) as u32).or_default();
            let same = shelf.releases[at].publisher == shelf.releases[other].publisher;
            let cell = &mut band[usize::from(same)];
            cell.pairs += 1;
            cell.meet += usize::from(!own_keys[at].is_disjoint(&own_keys[other]));
            cell.also += usize::from(also.contains(id));
            cell.related += usize::from(related.contains(id));
        }
    }
    println!(
        "| sequences in common | pairs, other publishers | meet | also published | related | pairs, same publisher | meet | also published | related |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for (band, [apart, same]) in &bands {
        let cells = |cell: &Cell| format!("{} | {} | {} | {}", cell.pairs, cell.meet, cell.also, cell.related);
        let from = f64::from(*band) / 10.0;
        println!("| from {from:.1} | {} | {} |", cells(apart), cells(same));
    }
    took.sort();
    println!("{} looked up: median {:?}, slowest {:?}", took.len(), took[took.len() / 2], took[took.len() - 1]);
    println!("also published: {} told on both sides, {} on one", sides.both, sides.one);
    let like = || bands.range(5..).flat_map(|(_, band)| band);
    let (pairs, meet) = like().fold((0, 0), |(pairs, meet), cell| (pairs + cell.pairs, meet + cell.meet));
    println!("of {pairs} pairs with half of their sequences in common {meet} meet");
    assert!(pairs > 20 && meet as f64 >= 0.95 * pairs as f64);
    // Of other publishers nothing is the house's own: what is alike must be told.
    let apart = || bands.range(5..).map(|(_, [apart, _])| apart);
    let (pairs, told) =
        apart().fold((0, 0), |(pairs, told), cell| (pairs + cell.pairs, told + cell.also + cell.related));
    println!("of {pairs} such pairs of two publishers {told} are told");
    assert!(told as f64 >= 0.95 * pairs as f64);
}

/// Pairs of a likeness: of two publishers, of one.
type Band = [Cell; 2];

#[derive(Default)]
struct Cell {
    pairs: usize,
    meet: usize,
    also: usize,
    related: usize,
}

#[derive(Default)]
struct Sides {
    both: usize,
    one: usize,
}

/// Sequences of five words, by a tokenizer of no subtlety: what finds the pairs that are then compared exactly.
fn distinct_sequences(release: &EnrichedRelease) -> HashSet<u64> {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
    let texts = [release.title.as_deref(), release.summary.as_deref(), Some(release.body.as_str())];
    let mut sequences = HashSet::new();
    for text in texts.into_iter().flatten() {
        let text = text.to_lowercase();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let hasher = BuildHasherDefault::<DefaultHasher>::default();
        sequences.extend(words.windows(5).map(|window| hasher.hash_one(window)));
    }
    sequences
}

/// 50 pairs that are told, to be read by eye.
#[test]
#[ignore = "needs PRESSMARK_ARCHIVES, and a reader"]
fn fifty_pairs_to_be_read() {
    for archive in ["us-congress-press.tar.zst", "uk_police_23_forces.tar.zst"] {
        let shelf = Shelf::of(&[&unpacked(archive)]);
        let mut told = Vec::new();
        for release in shelf.releases.iter().step_by(7) {
            let Neighbours { also_published_by, related, .. } = shelf.index.neighbours(release, 0, None).unwrap();
            told.extend(also_published_by.into_iter().map(|other| ("also published", release, other)));
            told.extend(related.into_iter().map(|other| ("related", release, other)));
        }
        println!("{archive}: {} pairs", told.len());
        for (what, release, other) in told.iter().step_by((told.len() / 50).max(1)) {
            let name = |title: &Option<String>| title.clone().unwrap_or_default().chars().take(90).collect::<String>();
            let date = |published: &Option<pressmark::release::Published>| {
                published.as_ref().map_or("undated".to_owned(), |on| on.date.to_string())
            };
            println!("{what} {:.2} {:.2}", other.likeness, other.contained);
            for (title, on, publisher, id) in [
                (&release.title, &release.published, &release.publisher, &release.id),
                (&other.title, &other.published, &other.publisher, &other.id),
            ] {
                println!("    {} | {:?} | {} | {id}", name(title), publisher, date(on));
            }
        }
    }
}
