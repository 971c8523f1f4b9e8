//! Collections with queries and judgements, and the measures taken on them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Documents, queries, and for each query the documents that answer it, graded.
pub(crate) struct Collection {
    pub(crate) name: &'static str,
    /// Id, title, body.
    pub(crate) documents: Vec<[String; 3]>,
    /// Query -> (its text, document -> grade).
    pub(crate) queries: BTreeMap<String, (String, BTreeMap<String, u32>)>,
}

/// Normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen 2002), gains being 2^grade - 1.
pub(crate) fn ndcg_at_10<'i>(ranked: impl IntoIterator<Item = &'i str>, judged: &BTreeMap<String, u32>) -> f64 {
    let discounted = |grades: &mut dyn Iterator<Item = u32>| -> f64 {
        let gains = grades.take(10).map(|grade| f64::from((1_u32 << grade) - 1));
        gains.zip(2_u32..).map(|(gain, rank)| gain / f64::from(rank).log2()).sum()
    };
    let mut best: Vec<u32> = judged.values().copied().collect();
    best.sort_unstable_by(|one, other| other.cmp(one));
    let ideal = discounted(&mut best.into_iter());
    let found = discounted(&mut ranked.into_iter().map(|id| judged.get(id).copied().unwrap_or(0)));
    if ideal > 0.0 { found / ideal } else { 0.0 }
}

/// The mean of a measure over queries.
pub(crate) fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The judgements of the bundled archive: query -> title -> grade.
pub(crate) fn own(path: &Path) -> BTreeMap<String, BTreeMap<String, u32>> {
    let mut queries: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        let [query, grade, title] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let known = queries.entry(query.to_owned()).or_default().insert(title.to_owned(), grade.parse().unwrap());
        assert_eq!(known, None, "{line} stands twice");
    }
    queries
}

/// The five classic collections, out of their folder.
pub(crate) fn classic(folder: &Path) -> Vec<Collection> {
    let read = |path: &str| String::from_utf8_lossy(&fs::read(folder.join(path)).unwrap()).into_owned();
    // Cranfield numbers its judgements by the order of its queries, and grades 1 the best and 4 the least.
    let queries = smart(&read("cran/cran.qry"), &["W"]);
    let queries = (1..).zip(queries).map(|(number, [_, _, text]): (u32, _)| [number.to_string(), text, String::new()]);
    let mut cran = BTreeMap::<String, BTreeMap<String, u32>>::new();
    for line in read("cran/cran.qrels").lines() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        if let [query, document, grade, ..] = cells[..]
            && let Ok(grade @ 1..=4) = grade.parse::<u32>()
        {
            cran.entry(query.to_owned()).or_default().insert(document.to_owned(), 5 - grade);
        }
    }
    vec![
        collection("cran", smart(&read("cran/cran.all.1400"), &["T", "W"]), queries.collect(), cran),
        collection(
            "med",
            smart(&read("med/MED.ALL"), &["W"]),
            smart(&read("med/MED.QRY"), &["W"]),
            pairs(&read("med/MED.REL"), 2),
        ),
        collection(
            "cisi",
            smart(&read("cisi/CISI.ALL"), &["T", "W"]),
            smart(&read("cisi/CISI.QRY"), &["W"]),
            pairs(&read("cisi/CISI.REL"), 1),
        ),
        collection(
            "cacm",
            smart(&read("cacm/cacm.all"), &["T", "W"]),
            smart(&read("cacm/query.text"), &["W"]),
            pairs(&read("cacm/qrels.text"), 1),
        ),
        collection(
            "npl",
            slashed(&read("npl/doc-text")),
            slashed(&read("npl/query-text")),
            listed(&read("npl/rlv-ass")),
        ),
    ]
}

fn collection(
    name: &'static str,
    documents: Vec<[String; 3]>,
    queries: Vec<[String; 3]>,
    mut judged: BTreeMap<String, BTreeMap<String, u32>>,
) -> Collection {
    let known: std::collections::HashSet<&str> = documents.iter().map(|[id, ..]| id.as_str()).collect();
    let mut kept = BTreeMap::new();
    for [id, title, body] in queries {
        let mut grades = judged.remove(&id).unwrap_or_default();
        grades.retain(|document, _| known.contains(document.as_str()));
        if !grades.is_empty() {
            let text = format!("{title} {body}").split_whitespace().collect::<Vec<_>>().join(" ");
            kept.insert(id, (text, grades));
        }
    }
    Collection { name, documents, queries: kept }
}

/// The format of the SMART system: `.I` begins an item, other letters its fields. A text in one field has no title.
fn smart(text: &str, fields: &[&str]) -> Vec<[String; 3]> {
    let mut items: Vec<(String, BTreeMap<&str, Vec<&str>>)> = Vec::new();
    let mut field = "";
    for line in text.lines() {
        let mut cells = line.split_whitespace();
        let head = cells.next().filter(|head| line.starts_with('.') && head.len() == 2 && cells.clone().count() < 2);
        if let Some(letter) =
            head.map(|head| &head[1..]).filter(|letter| letter.chars().all(|c| c.is_ascii_uppercase()))
        {
            field = letter;
            if letter == "I" {
                items.push((cells.next().unwrap_or_default().to_owned(), BTreeMap::new()));
            }
        } else if let Some((_, texts)) = items.last_mut() {
            texts.entry(field).or_default().push(line);
        }
    }
    let joined =
        |texts: &BTreeMap<&str, Vec<&str>>, field: &str| texts.get(field).map_or(String::new(), |l| l.join(" "));
    let parts =
        items.iter().map(|(id, texts)| (id, fields.iter().map(|field| joined(texts, field)).collect::<Vec<_>>()));
    parts.map(|(id, parts)| titled(id, parts.join("\n").trim())).collect()
}

/// The format of NPL: a number, its text on some lines, and a line with a stroke.
fn slashed(text: &str) -> Vec<[String; 3]> {
    let parts = text.split("\n").collect::<Vec<_>>();
    let mut items = Vec::new();
    for item in parts.split(|line| line.trim() == "/") {
        let mut lines = item.iter().skip_while(|line| line.trim().is_empty());
        if let Some(number) = lines.next().map(|line| line.trim()).filter(|line| line.parse::<u32>().is_ok()) {
            items.push(titled(number, lines.copied().collect::<Vec<_>>().join("\n").trim()));
        }
    }
    items
}

fn titled(id: &str, text: &str) -> [String; 3] {
    let (title, body) = text.split_once('\n').unwrap_or(("", text));
    [id.to_owned(), title.to_owned(), body.to_owned()]
}

/// A query and a document a line.
fn pairs(text: &str, document: usize) -> BTreeMap<String, BTreeMap<String, u32>> {
    let mut judged: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        if let (Some(query), Some(document)) = (cells.first(), cells.get(document)) {
            let plain = |number: &str| number.parse::<u32>().unwrap().to_string();
            judged.entry(plain(query)).or_default().insert(plain(document), 1);
        }
    }
    judged
}

/// A query and its documents, ended by a stroke.
fn listed(text: &str) -> BTreeMap<String, BTreeMap<String, u32>> {
    let items = text.split('/').map(|item| item.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>());
    items
        .filter_map(|item| {
            item.split_first().map(|(q, rest)| (q.clone(), rest.iter().map(|d| (d.clone(), 1)).collect()))
        })
        .collect()
}
