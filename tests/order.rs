//! The order of ranked hits, held against the formula written down once more, naively.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::select;

use pressmark::enrich::{Topics, enrich, words};
use pressmark::index::Index;
use pressmark::query::{Matching, Query, Request, Sort};
use pressmark::release::{EnrichedRelease, PartialDate, Release, ReleaseId};
use pressmark::text::{Stems, Tokens, english_stem, is_stop_word};

use crate::support::{index_of, made_up};

const WORDS: &[&str] = &[
    "fraud", "frauds", "police", "policing", "the", "of", "bank", "banks", "slavery", "slaves", "modern", "guns",
    "lorem",
];

fn release(name: usize, title: &str, body: &str, date: Option<PartialDate>, language: &str) -> Release {
    made_up(&name.to_string(), title, body, date, language)
}

fn text(words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(select(WORDS), words).prop_map(|words| words.join(" "))
}

fn archive() -> impl Strategy<Value = Vec<Release>> {
    let date = (2014..=2017i32, 1..=12u32)
        .prop_map(|(year, month)| PartialDate::day(year.max(2015), month, 1).filter(|_| year > 2014));
    let one = (text(0..5), text(0..60), date, select(&["en", "en", "fr"][..]));
    prop::collection::vec(one, 1..40).prop_map(|all| {
        let numbered = all.into_iter().enumerate();
        numbered.map(|(name, (title, body, date, language))| release(name, &title, &body, date, language)).collect()
    })
}

/// One field of one release: where each word stands, and how many words there are.
#[derive(Default)]
struct Field {
    places: BTreeMap<String, Vec<u32>>,
    frequencies: BTreeMap<String, f64>,
    length: u32,
}

impl Field {
    /// Title and text one after the other, 64 places free before each and one behind. The title counts three times and
    /// stands in one place.
    fn of(title: &Tokens, body: &Tokens, form: impl Fn(&str) -> String) -> Self {
        let mut field = Self::default();
        let mut base = 0;
        for (text, times) in [(title, 3), (body, 1)] {
            let mut end = base;
            for token in text.iter() {
                let position = base + 64 + token.position;
                field.places.entry(form(token.folded)).or_default().push(position);
                *field.frequencies.entry(form(token.folded)).or_default() += f64::from(times);
                field.length += times;
                end = position + 1;
            }
            base = end + 1;
        }
        field
    }

    fn frequency(&self, word: &str) -> f64 {
        self.frequencies.get(word).copied().unwrap_or(0.0)
    }

    /// The length as a byte keeps it: exact up to 40, then in steps (Lucene's `SmallFloat`).
    fn kept_length(&self) -> f64 {
        let length = |code: u32| match code {
            0..24 => code,
            _ if (code - 24) >> 3 == 0 => code,
            _ => 24 + (((code - 24) & 7 | 8) << (((code - 24) >> 3) - 1)),
        };
        let kept = (0..200).map(length).take_while(|kept| *kept <= self.length).last();
        f64::from(kept.unwrap_or(0))
    }
}

struct Known {
    release: EnrichedRelease,
    text: Field,
    stem: Field,
    unstemmed: Field,
}

impl Known {
    fn of(release: &Release, topics: &Topics) -> Self {
        let release = enrich(release.clone(), topics, &mut Stems::default()).release;
        let words = words(&release, &mut Stems::default());
        let english = release.language.is_english();
        Self {
            text: Field::of(&words.title, &words.body, ToOwned::to_owned),
            stem: if english { Field::of(&words.title, &words.body, english_stem) } else { Field::default() },
            unstemmed: if english { Field::default() } else { Field::of(&words.title, &words.body, ToOwned::to_owned) },
            release,
        }
    }
}

fn idf(documents: usize, having: usize) -> f64 {
    (1.0 + (documents as f64 - having as f64 + 0.5) / (having as f64 + 0.5)).ln()
}

fn saturated(frequency: f64, field: &Field, average: f64) -> f64 {
    frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * field.kept_length() / average))
}

/// The score of every release for these words, of which any may match.
fn scores(all: &[Known], asked: &[&str], fresh: bool) -> Vec<Option<f64>> {
    let average = |field: fn(&Known) -> &Field| {
        all.iter().map(|known| f64::from(field(known).length)).sum::<f64>() / all.len() as f64
    };
    let (text, stem, unstemmed) =
        (average(|known| &known.text), average(|known| &known.stem), average(|known| &known.unstemmed));
    let telling: BTreeSet<&str> = asked.iter().copied().filter(|word| !is_stop_word(word)).collect();
    let is_silent = |word: &str| telling.len() >= 2 && is_stop_word(word);
    // Words by their stem, with the forms they were typed in.
    let mut words: BTreeMap<String, (BTreeSet<&str>, f64)> = BTreeMap::new();
    for word in asked.iter().filter(|word| !is_silent(word)) {
        let entry = words.entry(english_stem(word)).or_default();
        entry.0.insert(word);
        entry.1 += 1.0;
    }
    let weigh = |stem: &String, (forms, times): &(BTreeSet<&str>, f64)| {
        let with = |known: &Known| {
            let forms = forms.iter().filter(|form| known.unstemmed.places.contains_key(**form)).count();
            forms + usize::from(known.stem.places.contains_key(stem))
        };
        let having = all.iter().map(with).sum::<usize>().min(all.len());
        (if having == 0 { 0.0 } else { idf(all.len(), having) }, *times)
    };
    let weights: Vec<(f64, f64)> = words.iter().map(|(stem, asked)| weigh(stem, asked)).collect();
    let whole: f64 = weights.iter().map(|(idf, times)| idf * times).sum();
    let newest = all.iter().filter_map(|known| day(&known.release)).max();
    let score = |known: &Known| {
        let fields = [(&known.stem, stem, true), (&known.unstemmed, unstemmed, false)];
        let (mut score, mut matches) = (0.0, false);
        for word in asked {
            for (field, average, stems) in fields {
                let form = if stems { english_stem(word) } else { (*word).to_owned() };
                let frequency = field.frequency(&form);
                if frequency > 0.0 {
                    matches = true;
                    let of = |known: &Known| {
                        if stems { known.stem.frequency(&form) } else { known.unstemmed.frequency(&form) }
                    };
                    let having =
                        if is_silent(word) { all.len() } else { all.iter().filter(|other| of(other) > 0.0).count() };
                    score += idf(all.len(), having) * saturated(frequency, field, average);
                }
            }
        }
        if !matches {
            return None;
        }
        let mut places: Vec<(u32, usize)> = Vec::new();
        let mut exact = 0.0;
        for (number, (stem, (forms, _))) in words.iter().enumerate() {
            places.extend(known.stem.places.get(stem).into_iter().flatten().map(|place| (*place, number)));
            for form in forms {
                places.extend(known.unstemmed.places.get(*form).into_iter().flatten().map(|place| (*place, number)));
                let times = asked.iter().filter(|word| *word == form).count() as f64;
                let frequency = known.text.frequency(form);
                exact += times * weights[number].0 * saturated(frequency, &known.text, text);
            }
        }
        places.sort_unstable();
        let weight_of =
            |numbers: &BTreeSet<usize>| numbers.iter().map(|at| weights[*at].0 * weights[*at].1).sum::<f64>();
        let mut given = vec![0.0; weights.len()];
        for pair in places.windows(2) {
            let ((place, word), (next, other)) = (pair[0], pair[1]);
            let apart = f64::from(next - place);
            if word != other && (1.0..=10.0).contains(&apart) {
                given[word] += weights[other].0 / apart / apart;
                given[other] += weights[word].0 / apart / apart;
            }
        }
        let pairs: f64 =
            given.iter().zip(&weights).map(|(given, (idf, _))| idf * saturated(*given, &known.text, text)).sum();
        let passages = places.iter().map(|(start, _)| {
            let inside = places.iter().filter(|(place, _)| (*start..start + 30).contains(place));
            weight_of(&inside.map(|(_, word)| *word).collect())
        });
        let passage = passages.fold(0.0, f64::max);
        let early: f64 = (0..weights.len())
            .filter_map(|word| places.iter().find(|(_, other)| *other == word))
            .map(|(place, word)| {
                weights[*word].0 * weights[*word].1 * (1.0 - f64::from(place.saturating_sub(130)) / 100.0).max(0.0)
            })
            .sum();
        score += 0.2 * exact + 0.2 * pairs + 0.2 * early;
        if whole > 0.0 {
            score += 0.6 * whole * (passage / whole).powf(1.5);
        }
        if fresh && let (Some(newest), Some(day)) = (newest, day(&known.release)) {
            score += 0.3 * whole * (-((newest - day).num_days() as f64) / 365.0).exp2();
        }
        Some(score)
    };
    all.iter().map(score).collect()
}

fn day(release: &EnrichedRelease) -> Option<chrono::NaiveDate> {
    release.published.as_ref().map(|published| published.date.first_day())
}

fn any_of(words: &[&str], sort: Sort, limit: usize) -> Request {
    let query = Query::parse(&words.join(" "), Matching::Any);
    Request { query, matching: Matching::Any, sort, limit, ..Request::all() }
}

/// All hits, page by page.
fn paged(index: &Index, mut request: Request) -> Vec<(ReleaseId, f32)> {
    let mut hits = Vec::new();
    loop {
        let page = index.search(&request, None).unwrap();
        hits.extend(page.hits.into_iter().map(|hit| (hit.id, hit.score)));
        match page.next {
            Some(next) => request.cursor = Some(next.parse().unwrap()),
            None => return hits,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn scores_are_those_of_the_formula_and_equals_stand_newest_first_then_by_id(
        archive in archive(),
        queries in prop::collection::vec((prop::collection::vec(select(WORDS), 1..6), any::<bool>()), 20),
    ) {
        let topics = Topics::read(Topics::BUILT_IN).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let index = index_of(folder.path(), &topics, std::slice::from_ref(&archive));
        let all: Vec<Known> = archive.iter().map(|release| Known::of(release, &topics)).collect();
        for (words, fresh) in queries {
            let sort = if fresh { Sort::Fresh } else { Sort::Relevance };
            let hits = paged(&index, any_of(&words, sort, 3));
            let expected = scores(&all, &words, fresh);
            prop_assert_eq!(hits.len(), expected.iter().flatten().count(), "{:?}", &words);
            let known = |id: &ReleaseId| all.iter().position(|known| known.release.id == *id).unwrap();
            for (id, score) in &hits {
                let formula = expected[known(id)].unwrap();
                prop_assert!((f64::from(*score) - formula).abs() <= 1e-4 * formula.max(1.0), "{:?}: {} is {}", &words, score, formula);
            }
            for pair in hits.windows(2) {
                let place = |(id, score): &(ReleaseId, f32)| (*score, day(&all[known(id)].release), std::cmp::Reverse(id.clone()));
                prop_assert!(place(&pair[1]) < place(&pair[0]), "{:?} {:?}", pair, &words);
            }
        }
    }
}

#[test]
fn behind_the_candidates_comes_everything_else_once_and_in_one_order_whatever_the_page() {
    let topics = Topics::read(Topics::BUILT_IN).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let filler = ["lorem", "guns", "modern", "bank"];
    let all: Vec<Release> = (0..160)
        .map(|name| {
            let body = format!(
                "{}fraud {}police {}",
                "lorem ".repeat(name % 7),
                format!("{} ", filler[name % 4]).repeat(name % 41),
                "police slaves ".repeat(name % 3)
            );
            let date = PartialDate::day(2010 + (name % 9) as i32, 1 + (name % 12) as u32, 1);
            release(name, filler[name % 3], &body, date, "en")
        })
        .collect();
    let (first, second) = all.split_at(90);
    let index = index_of(folder.path(), &topics, &[first.to_vec(), second.to_vec()]);
    for words in [&["fraud"][..], &["fraud", "police", "bank", "slaves"], &["modern", "bank", "guns", "police"]] {
        for sort in [Sort::Relevance, Sort::Fresh] {
            let whole = paged(&index, any_of(words, sort, 1000));
            let distinct: BTreeSet<&ReleaseId> = whole.iter().map(|(id, _)| id).collect();
            assert_eq!(distinct.len(), whole.len());
            assert!(whole.len() > 115, "{words:?} finds {}", whole.len());
            assert!(whole.windows(2).all(|pair| pair[1].1 <= pair[0].1), "{words:?}");
            for limit in [49, 50, 51, 101] {
                assert_eq!(paged(&index, any_of(words, sort, limit)), whole, "{words:?} by {limit}");
            }
        }
    }
}
