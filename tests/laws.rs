//! Laws that hold for every archive and every question, held against brute force.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use pressmark::enrich::{Enriched, Topics, enrich};
use pressmark::index::Index;
use pressmark::query::{
    Facet, Facets, Facts, Interval, Matcher, Matching, Query, Request, Sort, Subject, TimelineRequest, Undated,
    Versions,
};
use pressmark::release::{
    Capture, Claim, EnrichedRelease, Evidence, Family, Kind, Language, LastChange, PartialDate, Published, Release,
    ReleaseId,
};
use pressmark::results::{FacetCounts, Point, SearchResults, Selected, Series, TopicCount, ValueCount};
use pressmark::text::{Reading, Stems, Tokens, Words, tokenize};

use crate::support::index_of;

/// Questions asked of each generated archive; with 40 archives, 2,000 cases of each law.
const QUESTIONS: usize = 50;

/// How many archives are generated: 40, or as `PROPTEST_CASES` says.
fn archives() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(40)
}

const TREE: &str = r#"
    [[topic]]
    path = "money"
    label = "Money"
    [[topic]]
    path = "money/fraud"
    label = "Fraud"
    rule = "fraud -title:blog"
    [[topic]]
    path = "money/fraud/banks"
    label = "Banks"
    rule = '"the bank" OR bank*'
    [[topic]]
    path = "money-laundering"
    label = "Laundering"
    rule = "launder"
    [[topic]]
    path = "banks"
    label = "Banks of a river"
    rule = "policies OR frauds"
    [[topic]]
    path = "people"
    label = "People"
    rule = "police OR slave*"
"#;

const WORDS: &[&str] = &[
    "fraud",
    "frauds",
    "defrauded",
    "police",
    "policing",
    "policies",
    "the",
    "of",
    "bank",
    "banks",
    "Bank's",
    "slavery",
    "slaves",
    "modern",
    "café",
    "CAFE",
    "O'Neill",
    "U.K.",
    "UK",
    "£40",
    "40",
    "1,234",
    "well-known",
    "known",
    "wellknown",
    "#GunsHandedIn",
    "guns",
    "COVID-19",
    "covid",
    "laundering",
    "blog",
    "A&E",
    "and",
    "not",
    "or",
    "Government’s",
    "2015/16",
    "l'amende",
    "amendes",
    "frauds",
    "fruad",
    "polices",
    "National Crime Agency (NCA)",
    "National Crime Agency (NCA)",
    "NCA",
    "the National Crime Agency",
    "Bank of Nowhere (BON)",
    "BON (Bank of Nowhere)",
    "BON",
];

const ADDRESSES: &[&str] = &[
    "https://www.kent.police.example/news/2016/fraud?id=1",
    "http://kent.police.example/news/",
    "https://essex.police.example/newsroom/a",
    "https://www.eastvale.example/",
];

fn text(words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec((select(WORDS), select(&[" ", " ", " ", ", ", ". ", "\n\n", " – "][..])), words)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, between)| [word, between]).collect())
}

fn date() -> impl Strategy<Value = Option<PartialDate>> {
    prop_oneof![
        2 => Just(None),
        2 => (2015..=2017i32).prop_map(PartialDate::year),
        2 => (2015..=2017i32, 1..=12u32).prop_map(|(year, month)| PartialDate::month(year, month)),
        6 => (2015..=2017i32, 1..=12u32, 1..=3u32).prop_map(|(year, month, day)| PartialDate::day(year, month, day)),
    ]
}

prop_compose! {
    fn release()(
        name in 0..25u8,
        title in prop::option::of(text(1..5)),
        summary in prop::option::weighted(0.3, text(1..6)),
        body in text(0..25),
        date in date(),
        kind in select(&Kind::ALL[..]),
        publisher in prop::option::of(select(&["Northmere Police", "Eastvale Office", "-odd"][..])),
        language in select(&["en", "en", "en", "fr"][..]),
        url in prop::option::of(select(ADDRESSES)),
        place in 0..1000u16,
        captured in prop::option::weighted(0.4, "201[5-8]-0[1-9]-01T09:30:00Z"),
    ) -> Release {
        let claim = date.map(|date| Claim { evidence: Evidence::Given, date, raw: date.to_string() });
        let record = format!("line {place}");
        Release {
            // Few names: wordings of one release come and go.
            id: ReleaseId::derive(publisher, Some(&name.to_string()), None, None, None, ""),
            given_id: Some(name.to_string()),
            title_made: false,
            published: Published::choose(claim.into_iter().collect(), chrono::NaiveDate::MAX).0,
            kind: Some(kind),
            publisher: publisher.map(ToOwned::to_owned),
            authors: Vec::new(),
            language: Language::from_tag(language),
            url: url.map(ToOwned::to_owned),
            given_topics: Vec::new(),
            publish_after: None,
            capture: Capture { path: "a".into(), digest: format!("{title:?}{body}"), record, captured, url: None, payload: None, mention: false, edition: 0 },
            notes: Vec::new(),
            title, summary, body,
        }
    }
}

/// Archives: some commits, so that there are segments, replaced releases and earlier wordings.
fn archive() -> impl Strategy<Value = Vec<Vec<Release>>> {
    prop::collection::vec(prop::collection::vec(release(), 0..20), 1..4)
}

fn query_text() -> impl Strategy<Value = String> {
    let word = select(WORDS).prop_map(ToOwned::to_owned);
    let phrase = prop::collection::vec(select(WORDS), 1..4).prop_map(|words| format!("\"{}\"", words.join(" ")));
    let prefix = select(&["fr", "ban", "pol", "sla", "gun", "cov", "kno"][..]).prop_map(|start| format!("{start}*"));
    let field = select(
        &[
            "topic:money",
            "topic:fraud",
            "topic:money/fraud",
            "topic:people",
            "topic:none",
            "kind:news",
            "kind:blog",
            "publisher:police",
            "publisher:\"Northmere Police\"",
            "lang:en",
            "lang:fr",
            "date:2016",
            "date:2016-02",
            "date:2016-02-02",
            "date:2015..2016-03",
            "date:..2015",
            "date:2017..",
            "date:unknown",
            "title:fraud",
            "title:\"the bank\"",
            "title:pol*",
            "title:(police OR bank)",
            "title:(the NEAR/3 bank)",
            "title:\"the bank\"~2",
            "title:police~",
            "kind:(news OR blog)",
            "publisher:(police OR office)",
            "date:(2015 OR 2017-02)",
            "year:2016",
            "year:2016..",
            "id:3",
            "id:7",
            "id:none",
            "url:police.example",
            "url:www.kent.police.example/news",
            "url:https://essex.police.example/news",
            "url:https://kent.police.example/news/2016/fraud?id=1",
        ][..],
    )
    .prop_map(ToOwned::to_owned);
    let fuzzy = select(&["police", "frauds", "fraud", "bankz", "slavery", "coviid", "agency"][..])
        .prop_map(|word| format!("{word}~"));
    let side = prop_oneof![
        6 => word.clone().prop_map(|word| word.replace(['(', ')'], " ").split(' ').next().unwrap().to_owned()),
        2 => phrase.clone(),
        2 => prefix.clone(),
        1 => fuzzy.clone(),
        1 => (select(WORDS), prefix.clone()).prop_map(|(word, prefix)| format!("(\"{word}\" OR {prefix})")),
    ];
    let near = (prop::collection::vec(side, 2..4), 0..8u32)
        .prop_map(|(sides, within)| sides.join(&format!(" NEAR/{within} ")));
    let near = (near, any::<bool>()).prop_map(|(near, title)| if title { format!("title:({near})") } else { near });
    let loose = (phrase.clone(), 0..8u32).prop_map(|(phrase, within)| format!("{phrase}~{within}"));
    let leaf = prop_oneof![6 => word, 3 => phrase, 2 => prefix, 3 => field, 1 => fuzzy, 3 => near, 2 => loose];
    let leaf = (leaf, prop::bool::weighted(0.2)).prop_map(|(leaf, not)| if not { format!("-({leaf})") } else { leaf });
    leaf.prop_recursive(2, 6, 3, |inner| {
        (prop::collection::vec(inner, 1..4), any::<bool>(), prop::bool::weighted(0.15)).prop_map(|(parts, or, not)| {
            let joined = parts.join(if or { " OR " } else { " " });
            if not { format!("-({joined})") } else { format!("({joined})") }
        })
    })
}

prop_compose! {
    fn request()(
        text in prop_oneof![1 => Just(String::new()), 8 => query_text()],
        any in prop::bool::weighted(0.2),
        topics in subsequence(vec!["money", "-money/fraud", "people", "money/fraud/banks", "banks", "-none", "gone"], 0..3),
        kinds in subsequence(vec!["news", "-blog", "speech"], 0..2),
        publishers in subsequence(vec!["Northmere Police", "-Eastvale Office", "--odd", "unknown"], 0..2),
        languages in subsequence(vec!["en", "-fr"], 0..2),
        (from, to) in (date(), date()),
        restrict in prop::bool::weighted(0.4),
        undated in prop::option::weighted(0.3, select(&[Undated::Include, Undated::Only, Undated::Exclude][..])),
        sort in select(&Sort::ALL[..]),
        limit in 1..7usize,
        all_versions in prop::bool::weighted(0.4),
    ) -> Request {
        let matching = if any { Matching::Any } else { Matching::All };
        let versions = if all_versions { Versions::All } else { Versions::Latest };
        let query = Query::parse(&text, matching);
        let mut request = Request { query, matching, undated, versions, sort, limit, ..Request::all() };
        for (facet, values) in
            [(Facet::Topic, topics), (Facet::Kind, kinds), (Facet::Publisher, publishers), (Facet::Language, languages)]
        {
            let choice = request.choice_mut(facet).unwrap();
            values.into_iter().for_each(|value| choice.add(value));
        }
        if restrict {
            (request.from, request.to) = match (from, to) {
                (Some(from), Some(to)) if from.first_day() > to.last_day() => (Some(to), Some(from)),
                both => both,
            };
        }
        request
    }
}

/// A release as the Matcher sees it, read anew.
struct Known {
    release: EnrichedRelease,
    words: Words,
    publisher: Tokens,
}

impl Known {
    fn of(release: EnrichedRelease) -> Self {
        let words = pressmark::enrich::words(&release, &mut Stems::default());
        let publisher = tokenize(release.publisher.as_deref().unwrap_or_default(), Reading::Index);
        Self { release, words, publisher }
    }

    fn satisfies(&self, matcher: &Matcher) -> bool {
        let facts = Facts {
            id: self.release.id.as_str(),
            given_id: self.release.given_id.as_deref(),
            url: self.release.url.as_deref(),
            topics: self.release.topics.iter().map(|topic| topic.path.as_str()).collect(),
            kind: self.release.kind,
            publisher: &self.publisher,
            language: &self.release.language,
            published: self.date(),
        };
        matcher.run(&Subject { words: &self.words, facts }).is_some()
    }

    fn date(&self) -> Option<PartialDate> {
        self.release.published.as_ref().map(|published| published.date)
    }

    /// The values of a facet, a topic's ancestors included.
    fn values(&self, facet: Facet) -> Vec<String> {
        match facet {
            Facet::Topic => {
                let mut values: Vec<String> = Vec::new();
                for topic in &self.release.topics {
                    let parts: Vec<&str> = topic.path.split('/').collect();
                    values.extend((1..=parts.len()).map(|depth| parts[..depth].join("/")));
                }
                values.sort();
                values.dedup();
                values
            }
            Facet::Kind => vec![self.release.kind.to_string()],
            Facet::Publisher => vec![self.release.publisher.clone().unwrap_or_else(|| "unknown".to_owned())],
            Facet::Language => vec![self.release.language.as_str().to_owned()],
            Facet::Date => vec![match self.date() {
                None => "undated".to_owned(),
                Some(date) => match date.in_month() {
                    Some(month) => format!("{:04}-{month:02}", date.in_year()),
                    None => format!("{:04} unknown", date.in_year()),
                },
            }],
        }
    }

    /// Whether it meets every selection but those of one facet.
    fn meets(&self, request: &Request, but: Option<Facet>) -> bool {
        Facet::ALL.into_iter().filter(|facet| Some(*facet) != but).all(|facet| match request.choice(facet) {
            None => request.admits_date(self.date()),
            Some(choice) => {
                let values = self.values(facet);
                (choice.any_of.is_empty() || choice.any_of.iter().any(|wanted| values.contains(wanted)))
                    && !choice.none_of.iter().any(|unwanted| values.contains(unwanted))
            }
        })
    }
}

/// The latest wordings of an archive, by brute force.
fn latest(commits: &[Vec<Release>], topics: &Topics) -> (Vec<Known>, Vec<Known>) {
    let mut families: BTreeMap<ReleaseId, Family> = BTreeMap::new();
    let mut stems = Stems::default();
    for release in commits.iter().flatten() {
        let Enriched { release, .. } = enrich(release.clone(), topics, &mut stems);
        match families.get_mut(&release.id) {
            Some(family) => {
                family.add(release);
            }
            None => {
                families.insert(release.id.clone(), Family::of(release));
            }
        }
    }
    let latest = families.values().map(|family| Known::of(family.latest().clone())).collect();
    let earlier = families.values().flat_map(|family| family.earlier().to_vec()).map(Known::of).collect();
    (latest, earlier)
}

/// One hit, as far as the order goes by it.
struct Shown {
    id: ReleaseId,
    version: u32,
    versions: u32,
    score: f32,
    date: Option<PartialDate>,
}

/// All hits of a request, page by page.
fn all_hits(index: &Index, request: &Request) -> Vec<Shown> {
    let mut hits = Vec::new();
    let mut request = request.clone();
    loop {
        let page = index.search(&request, None).unwrap();
        assert!(page.hits.len() <= request.limit);
        hits.extend(page.hits.into_iter().map(|hit| Shown {
            id: hit.id,
            version: hit.version,
            versions: hit.versions,
            score: hit.score,
            date: hit.published.map(|published| published.date),
        }));
        match page.next {
            Some(next) => request.cursor = Some(next.parse().unwrap()),
            None => return hits,
        }
    }
}

fn counted(facets: &FacetCounts, facet: Facet) -> BTreeMap<String, u64> {
    fn flat(values: &Option<Vec<ValueCount>>) -> BTreeMap<String, u64> {
        values.iter().flatten().map(|value| (value.value.to_string(), value.count)).collect()
    }
    fn walk(topics: &[TopicCount], counts: &mut BTreeMap<String, u64>) {
        for topic in topics {
            assert!(topic.children.iter().all(|child| child.value.starts_with(&format!("{}/", topic.value))));
            counts.insert(topic.value.to_string(), topic.count);
            walk(&topic.children, counts);
        }
    }
    match facet {
        Facet::Topic => {
            let mut counts = BTreeMap::new();
            walk(facets.topic.as_ref().unwrap(), &mut counts);
            counts
        }
        Facet::Kind => flat(&facets.kind),
        Facet::Publisher => flat(&facets.publisher),
        Facet::Language => flat(&facets.language),
        Facet::Date => {
            let mut counts = BTreeMap::from([("undated".to_owned(), facets.undated.unwrap())]);
            for year in facets.year.as_ref().unwrap() {
                assert_eq!(year.count, year.months.iter().map(|month| month.count).sum::<u64>());
                for month in &year.months {
                    let unknown = || format!("{:04} unknown", year.value);
                    let name = month.value.map_or_else(unknown, |month| month.to_string());
                    counts.insert(name, month.count);
                }
            }
            counts
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: archives(), max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_matcher_says_yes_exactly_for_what_the_index_returns(
        commits in archive(),
        queries in prop::collection::vec((query_text(), prop::bool::weighted(0.2)), QUESTIONS),
    ) {
        let topics = Topics::read(TREE).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let index = index_of(folder.path(), &topics, &commits);
        let (latest, earlier) = latest(&commits, &topics);
        prop_assert_eq!(index.state().releases, latest.len() as u64);
        for (text, any) in queries {
            let matching = if any { Matching::Any } else { Matching::All };
            let request = Request { query: Query::parse(&text, matching), matching, limit: 1000, ..Request::all() };
            let results = index.search(&request, None).unwrap();
            let matcher = Matcher::new(&index.reading(&request).unwrap());
            let mut found: Vec<ReleaseId> = results.hits.iter().map(|hit| hit.id.clone()).collect();
            let mut matched: Vec<ReleaseId> =
                latest.iter().filter(|known| known.satisfies(&matcher)).map(|known| known.release.id.clone()).collect();
            found.sort();
            matched.sort();
            prop_assert_eq!(&found, &matched, "{}", &text);
            let before = earlier.iter().filter(|known| known.satisfies(&matcher)).count();
            prop_assert_eq!(results.in_earlier_wordings, Some(before as u64), "{}", &text);
        }
    }

    #[test]
    fn totals_and_facets_equal_brute_force_and_pages_hold_each_hit_once_in_order(
        commits in archive(),
        requests in prop::collection::vec(request(), QUESTIONS),
    ) {
        let topics = Topics::read(TREE).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let index = index_of(folder.path(), &topics, &commits);
        let (latest, earlier) = latest(&commits, &topics);
        for request in requests {
            let results = index.search(&request, None).unwrap();
            let matcher = Matcher::new(&index.reading(&request).unwrap());
            let searched = latest.iter().chain(earlier.iter().filter(|_| request.versions == Versions::All));
            let satisfying: Vec<&Known> = searched.filter(|known| known.satisfies(&matcher)).collect();
            let (satisfying, asked) = (&satisfying, &request);
            let meeting = |but| satisfying.iter().filter(move |known| known.meets(asked, but));
            prop_assert_eq!(results.total, Some(meeting(None).count() as u64), "{:?}", &request);

            let facets = results.facets.clone().unwrap();
            for facet in Facet::ALL {
                let mut expected: BTreeMap<String, u64> = BTreeMap::new();
                for value in meeting(Some(facet)).flat_map(|known| known.values(facet)) {
                    *expected.entry(value).or_default() += 1;
                }
                let mut counts = counted(&facets, facet);
                // Selected values stay with a count of 0, and so does the bucket of the undated.
                counts.retain(|value, count| *count > 0 || expected.contains_key(value));
                prop_assert_eq!(counts, expected, "{:?} of {:?}", facet, &request);
            }

            let hits = all_hits(&index, &request);
            let mut found: Vec<(&ReleaseId, u32, u32)> =
                hits.iter().map(|hit| (&hit.id, hit.version, hit.versions)).collect();
            let mut expected: Vec<(&ReleaseId, u32, u32)> = meeting(None)
                .map(|Known { release, .. }| (&release.id, release.version, release.versions))
                .collect();
            found.sort();
            expected.sort();
            prop_assert_eq!(found, expected, "{:?}", &request);
            for pair in hits.windows(2) {
                let [hit, next] = pair else { continue };
                let day = |hit: &Shown| hit.date.map(PartialDate::first_day);
                // Backwards: greater comes first.
                let newest = |hit: &Shown| (day(hit), std::cmp::Reverse(hit.id.clone()), hit.version);
                let in_order = match request.sort {
                    Sort::Relevance | Sort::Fresh => (next.score, newest(next)) < (hit.score, newest(hit)),
                    Sort::Newest => newest(next) < newest(hit),
                    Sort::Changed => {
                        let changed = |hit: &Shown| {
                            let wordings = index.release(hit.id.as_str()).unwrap().unwrap();
                            let change = LastChange::of(&wordings[..hit.version as usize]);
                            (change.known().map(|at| at.timestamp()), std::cmp::Reverse(hit.id.clone()), hit.version)
                        };
                        changed(next) < changed(hit)
                    }
                    Sort::Oldest => {
                        let oldest = |hit: &Shown| (hit.date.is_none(), day(hit), hit.id.clone(), hit.version);
                        oldest(hit) < oldest(next)
                    }
                };
                prop_assert!(in_order, "{} {} before {} {}: {:?}", hit.id, hit.version, next.id, next.version, &request);
            }

            // Asked again, the counts come out of what was kept; forgotten, they are counted again.
            let kept = index.search(&request, None).unwrap();
            index.forget_counts();
            let again = index.search(&request, None).unwrap();
            prop_assert_eq!((kept.total, kept.facets.as_ref()), (results.total, Some(&facets)));
            prop_assert_eq!((again.total, again.facets.as_ref()), (results.total, Some(&facets)));

            // What is counted beside them changes neither total nor hits nor scores, to the last bit.
            for facets in [Facets::none(), Facets::only(Facet::Topic), Facets::only(Facet::Kind)] {
                index.forget_counts();
                let fewer = index.search(&Request { facets, ..request.clone() }, None).unwrap();
                let hits = |results: &SearchResults| -> Vec<(ReleaseId, u32, u32)> {
                    results.hits.iter().map(|hit| (hit.id.clone(), hit.version, hit.score.to_bits())).collect()
                };
                prop_assert_eq!(fewer.total, results.total, "{:?}", &request);
                prop_assert_eq!(hits(&fewer), hits(&results), "{:?}", &request);
            }
        }
    }

    #[test]
    fn timelines_equal_brute_force_and_leave_no_interval_out(
        commits in archive(),
        requests in prop::collection::vec((prop::collection::vec(query_text(), 1..4), request(), any::<bool>()), 12),
    ) {
        let topics = Topics::read(TREE).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let index = index_of(folder.path(), &topics, &commits);
        let (latest, _) = latest(&commits, &topics);
        for (texts, selection, years) in requests {
            let interval = if years { Interval::Year } else { Interval::Month };
            let queries = texts.iter().map(|text| Query::parse(text, selection.matching)).collect();
            let selection = Request { query: Query::all(), versions: Versions::Latest, ..selection };
            let asked = TimelineRequest { queries, selection, interval, share: true };
            let series = index.timeline(&asked, None).unwrap().series.unwrap();
            let all = brute_timeline(&index, &latest, &asked.selection, interval);
            prop_assert_eq!(series.len(), asked.queries.len());
            for (query, series) in asked.queries.iter().zip(&series) {
                let expected = brute_timeline(&index, &latest, &asked.of(query), interval);
                prop_assert_eq!(series.total, expected.values().sum::<u64>(), "{:?}", &asked);
                prop_assert_eq!(&counted_over_time(series), &expected, "{:?}", &asked);
                for point in series.points.iter().chain(&series.month_unknown) {
                    let of = all.get(&point.value).copied().unwrap_or(0);
                    let share = point.share.unwrap();
                    prop_assert_eq!(share.of, of);
                    prop_assert_eq!(share.share, (of > 0).then(|| point.count as f64 / of as f64));
                }
            }
            // All series have the same intervals, without a hole, and the ends are no zeros of all of them.
            let values = |series: &Series| series.points.iter().map(|point| point.value.clone()).collect::<Vec<_>>();
            let intervals = values(&series[0]);
            prop_assert!(series.iter().all(|series| values(series) == intervals));
            for pair in intervals.windows(2) {
                prop_assert_eq!(number(&pair[0]) + 1, number(&pair[1]));
            }
            let found = |at: fn(&[Point]) -> Option<&Point>| {
                series.iter().any(|series| at(&series.points).is_some_and(|point| point.count > 0))
            };
            prop_assert!(intervals.is_empty() || (found(|points| points.first()) && found(|points| points.last())));
        }
    }
}

/// Releases by interval, `2017` standing for an unknown month where intervals are months, and `undated`.
fn brute_timeline(index: &Index, latest: &[Known], request: &Request, interval: Interval) -> BTreeMap<String, u64> {
    let matcher = Matcher::new(&index.reading(request).unwrap());
    let mut counts = BTreeMap::new();
    for known in latest.iter().filter(|known| known.satisfies(&matcher) && known.meets(request, None)) {
        let value = match (known.date(), known.date().and_then(PartialDate::in_month)) {
            (None, _) => "undated".to_owned(),
            (Some(date), Some(month)) if interval == Interval::Month => format!("{:04}-{month:02}", date.in_year()),
            (Some(date), _) => format!("{:04}", date.in_year()),
        };
        *counts.entry(value).or_default() += 1;
    }
    counts
}

/// The same of a series, without its zeros.
fn counted_over_time(series: &Series) -> BTreeMap<String, u64> {
    let points = series.points.iter().chain(&series.month_unknown).map(|point| (point.value.clone(), point.count));
    points.chain([("undated".to_owned(), series.undated)]).filter(|(_, count)| *count > 0).collect()
}

/// Years, or months, counted from the year 0.
fn number(interval: &str) -> i32 {
    match interval.split_once('-') {
        Some((year, month)) => year.parse::<i32>().unwrap() * 12 + month.parse::<i32>().unwrap(),
        None => interval.parse().unwrap(),
    }
}

#[test]
fn a_selected_value_without_a_hit_stays_visible() {
    let topics = Topics::read(TREE).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let index = index_of(folder.path(), &topics, &[]);
    let mut request = Request::all();
    request.topic.add("money/fraud");
    request.kind.add("-blog");
    let facets = index.search(&request, None).unwrap().facets.unwrap();
    let topics = facets.topic.as_ref().unwrap();
    let money = topics.iter().find(|topic| &*topic.value == "money").unwrap();
    assert_eq!((money.count, money.selected, money.children[0].selected), (0, Selected::No, Selected::Yes));
    assert_eq!(facets.kind.as_ref().unwrap()[0].selected, Selected::Excluded);
}
