//! Counts as facets: labels, the topic tree, years and months, and what is selected.

use std::collections::HashMap;

use super::count::Counts;
use super::filter::label_of;
use crate::enrich::Topic;
use crate::query::{Choice, Facet, Request};
use crate::results::{FacetCounts, MonthCount, Selected, TopicCount, ValueCount, YearCount};

/// The deepest topic that is drawn.
const MAX_DEPTH: usize = 8;

/// The facets that were asked for.
pub(super) fn panel(mut counts: Counts, request: &Request, topics: &[Topic]) -> FacetCounts {
    let none = Choice::default();
    let mut values = |facet| {
        request.facets.has(facet).then(|| {
            let counted = counts.values.remove(&facet).unwrap_or_default();
            (counted, request.choice(facet).unwrap_or(&none))
        })
    };
    let topic = values(Facet::Topic).map(|(counted, choice)| topic_tree(&counted, choice, topics));
    let mut flat = |facet| values(facet).map(|(counted, choice)| value_counts(counted, choice));
    let (kind, publisher, language) = (flat(Facet::Kind), flat(Facet::Publisher), flat(Facet::Language));
    let dates = request.facets.has(Facet::Date);
    FacetCounts {
        topic,
        kind,
        publisher,
        language,
        undated: dates.then_some(counts.undated),
        year: dates.then(|| years(&counts)),
    }
}

fn selected(choice: &Choice, value: &str) -> Selected {
    if choice.any_of.iter().any(|known| known == value) {
        Selected::Yes
    } else if choice.none_of.iter().any(|known| known == value) {
        Selected::Excluded
    } else {
        Selected::No
    }
}

fn value_counts(mut counted: HashMap<String, u64>, choice: &Choice) -> Vec<ValueCount> {
    for value in choice.any_of.iter().chain(&choice.none_of) {
        counted.entry(value.clone()).or_default();
    }
    let mut values: Vec<ValueCount> = counted
        .into_iter()
        .map(|(value, count)| ValueCount { label: label_of(&value), selected: selected(choice, &value), value, count })
        .collect();
    values.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.value.cmp(&other.value)));
    values
}

fn topic_tree(counted: &HashMap<String, u64>, choice: &Choice, topics: &[Topic]) -> Vec<TopicCount> {
    let labels: HashMap<&str, &str> = topics.iter().map(|topic| (topic.path.as_str(), topic.label.as_str())).collect();
    let mut paths: Vec<&str> = counted.keys().map(String::as_str).collect();
    for selected in choice.any_of.iter().chain(&choice.none_of) {
        // What is selected stays visible, and so does the way to it.
        let way = selected.match_indices('/').map(|(at, _)| &selected[..at]);
        // No tree is deeper; a made-up path of thousands of names would draw each of them.
        paths.extend(way.take(MAX_DEPTH));
        if selected.matches('/').count() <= MAX_DEPTH {
            paths.push(selected);
        }
    }
    paths.sort_unstable();
    paths.dedup();
    let node = |path: &str| TopicCount {
        value: path.to_owned(),
        label: labels.get(path).map_or_else(|| path.to_owned(), |label| (*label).to_owned()),
        count: counted.get(path).copied().unwrap_or(0),
        selected: selected(choice, path),
        children: Vec::new(),
    };
    // Sorted, every path follows the one it lies under; deepest are attached first.
    let mut open: Vec<TopicCount> = Vec::new();
    let mut roots = Vec::new();
    let close = |open: &mut Vec<TopicCount>, roots: &mut Vec<TopicCount>| {
        if let Some(mut done) = open.pop() {
            by_count(&mut done.children);
            open.last_mut().map_or(roots, |parent| &mut parent.children).push(done);
        }
    };
    for path in order_as_tree(paths) {
        while open.last().is_some_and(|parent| !is_below(path, &parent.value)) {
            close(&mut open, &mut roots);
        }
        open.push(node(path));
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    by_count(&mut roots);
    roots
}

/// `a-b` sorts between `a` and `a/c` as text; as a tree it must not.
fn order_as_tree(mut paths: Vec<&str>) -> Vec<&str> {
    paths.sort_by(|one, other| one.split('/').cmp(other.split('/')));
    paths
}

fn is_below(path: &str, branch: &str) -> bool {
    path.strip_prefix(branch).is_some_and(|rest| rest.starts_with('/'))
}

fn by_count(topics: &mut [TopicCount]) {
    topics.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.value.cmp(&other.value)));
}

fn years(counts: &Counts) -> Vec<YearCount> {
    counts
        .months
        .iter()
        .rev()
        .map(|(year, months)| {
            let month = |(month, count): (&Option<u32>, &u64)| MonthCount {
                value: month.map_or_else(|| "unknown".to_owned(), |month| format!("{year:04}-{month:02}")),
                count: *count,
            };
            let known = months.iter().filter(|(month, _)| month.is_some());
            let unknown = months.iter().filter(|(month, _)| month.is_none());
            YearCount { value: *year, count: months.values().sum(), months: known.chain(unknown).map(month).collect() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_become_a_tree_and_selected_ones_stay() {
        let counted: HashMap<String, u64> =
            [("a", 3), ("a-b", 9), ("a/x", 1), ("a/y", 2)].map(|(path, count)| (path.to_owned(), count)).into();
        let mut choice = Choice::default();
        choice.add("c/d");
        choice.add("-a/x");
        let tree = topic_tree(&counted, &choice, &[]);
        let shape: Vec<(&str, u64, usize)> =
            tree.iter().map(|topic| (topic.value.as_str(), topic.count, topic.children.len())).collect();
        assert_eq!(shape, [("a-b", 9, 0), ("a", 3, 2), ("c", 0, 1)]);
        assert_eq!(tree[1].children[0].value, "a/y");
        assert_eq!(tree[1].children[1].selected, Selected::Excluded);
        assert_eq!(tree[2].children[0].selected, Selected::Yes);
    }
}
