//! Counts as facets: labels, the topic tree, years and months, and what is selected.

use std::cmp::Reverse;
use std::sync::Arc;

use super::by_value::ByValue;
use super::count::Counts;
use super::filter::label_of;
use crate::enrich::Topic;
use crate::query::{Choice, Facet, Request};
use crate::release::PartialDate;
use crate::results::{FacetCounts, MonthCount, Selected, TopicCount, ValueCount, YearCount};
use crate::text::ByWord;

/// What topics are called, by path.
pub(super) type Labels = ByWord<Arc<str>>;

/// The deepest topic that is drawn.
const MAX_DEPTH: usize = 8;

pub(super) fn labels(topics: &[Topic]) -> Labels {
    topics.iter().map(|topic| (topic.path.clone(), topic.label.as_str().into())).collect()
}

/// The facets that were asked for.
pub(super) fn panel(mut counts: Counts, request: &Request, labels: &Labels) -> FacetCounts {
    let none = Choice::default();
    let mut values = |facet| {
        request.facets.has(facet).then(|| {
            let counted = counts.values.remove(&facet).unwrap_or_default();
            (counted, request.choice(facet).unwrap_or(&none))
        })
    };
    let topic = values(Facet::Topic).map(|(counted, choice)| topic_tree(&counted, choice, labels));
    let mut flat = |facet| values(facet).map(|(counted, choice)| value_counts(counted, choice));
    let (kind, publisher, language) = (flat(Facet::Kind), flat(Facet::Publisher), flat(Facet::Language));
    let dates = request.facets.has(Facet::Date);
    FacetCounts {
        topic,
        kind,
        publisher,
        language,
        undated: dates.then(|| counts.undated()),
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

fn value_counts(mut counted: ByValue<Arc<str>>, choice: &Choice) -> Vec<ValueCount> {
    // What is selected stays visible.
    counted.add(ByValue::of(
        choice.any_of.iter().chain(&choice.none_of).map(|value| (value.as_str().into(), 0)).collect(),
    ));
    let value = |(value, count): &(Arc<str>, u64)| ValueCount {
        value: value.clone(),
        label: Some(label_of(value)).filter(|label| **label != **value).map_or_else(|| value.clone(), Arc::from),
        count: *count,
        selected: selected(choice, value),
    };
    let mut values: Vec<ValueCount> = counted.iter().map(value).collect();
    values.sort_by_key(|value| Reverse(value.count));
    values
}

fn topic_tree(counted: &ByValue<Arc<str>>, choice: &Choice, labels: &Labels) -> Vec<TopicCount> {
    let mut paths: Vec<(Arc<str>, u64)> = counted.iter().cloned().collect();
    let mut stays = |path: &str| paths.push((path.into(), counted.count(path)));
    for selected in choice.any_of.iter().chain(&choice.none_of) {
        // What is selected stays visible, and so does the way to it.
        let way = selected.match_indices('/').map(|(at, _)| &selected[..at]);
        // No tree is deeper; a made-up path of thousands of names would draw each of them.
        way.take(MAX_DEPTH).for_each(&mut stays);
        if selected.matches('/').count() <= MAX_DEPTH {
            stays(selected);
        }
    }
    paths.sort_unstable_by(|(one, _), (other, _)| as_tree(one).cmp(as_tree(other)));
    paths.dedup_by(|(next, _), (kept, _)| next == kept);
    let node = |path: Arc<str>, count| TopicCount {
        label: labels.get(&*path).unwrap_or(&path).clone(),
        count,
        selected: selected(choice, &path),
        children: Vec::new(),
        value: path,
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
    for (path, count) in paths {
        while open.last().is_some_and(|parent| !is_below(&path, &parent.value)) {
            close(&mut open, &mut roots);
        }
        open.push(node(path, count));
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    by_count(&mut roots);
    roots
}

/// What paths are ordered by: `a-b` sorts between `a` and `a/c` as text; as a tree it must not.
fn as_tree(path: &str) -> impl Iterator<Item = u16> {
    path.bytes().map(|byte| if byte == b'/' { 0 } else { u16::from(byte) + 1 })
}

fn is_below(path: &str, branch: &str) -> bool {
    path.strip_prefix(branch).is_some_and(|rest| rest.starts_with('/'))
}

fn by_count(topics: &mut [TopicCount]) {
    topics.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.value.cmp(&other.value)));
}

/// Years, newest first, with their months.
fn years(counts: &Counts) -> Vec<YearCount> {
    let dated: Vec<((i32, Option<u32>), u64)> = counts.dated().collect();
    let years = dated.chunk_by(|((one, _), _), ((other, _), _)| one == other).rev();
    let counted = |months: &[((i32, Option<u32>), u64)]| {
        let ((year, _), _) = *months.first()?;
        let month = |((_, month), count): &((i32, Option<u32>), u64)| MonthCount {
            value: month.map(|month| PartialDate::Month(year, month)),
            count: *count,
        };
        // What is known to the year alone stands first, and is shown last.
        let (unknown, known) = months.split_at(months.partition_point(|((_, month), _)| month.is_none()));
        let count = months.iter().map(|(_, count)| count).sum();
        Some(YearCount { value: year, count, months: known.iter().chain(unknown).map(month).collect() })
    };
    years.filter_map(counted).collect()
}

#[cfg(test)]
mod tests {
    use super::super::schema::month_of;
    use super::*;

    #[test]
    fn topics_become_a_tree_and_selected_ones_stay() {
        let counted = [("a", 3), ("a-b", 9), ("a/x", 1), ("a/y", 2)].map(|(path, count)| (path.into(), count));
        let counted = ByValue::of(counted.to_vec());
        let mut choice = Choice::default();
        choice.add("c/d");
        choice.add("-a/x");
        let tree = topic_tree(&counted, &choice, &Labels::default());
        let shape: Vec<(&str, u64, usize)> =
            tree.iter().map(|topic| (&*topic.value, topic.count, topic.children.len())).collect();
        assert_eq!(shape, [("a-b", 9, 0), ("a", 3, 2), ("c", 0, 1)]);
        assert_eq!(&*tree[1].children[0].value, "a/y");
        assert_eq!(tree[1].children[1].selected, Selected::Excluded);
        assert_eq!(tree[2].children[0].selected, Selected::Yes);
    }

    #[test]
    fn no_name_of_a_topic_comes_between_a_branch_and_what_is_below_it() {
        let counted = ["s", "s/a", "s/b"].map(|path| (path.into(), 1));
        let mut choice = Choice::default();
        choice.add("s\0aa");
        let tree = topic_tree(&ByValue::of(counted.to_vec()), &choice, &Labels::default());
        let shape: Vec<(&str, usize)> = tree.iter().map(|topic| (&*topic.value, topic.children.len())).collect();
        assert_eq!(shape, [("s", 2), ("s\0aa", 0)]);
    }

    #[test]
    fn values_stand_by_count_then_by_name_and_selected_ones_stay() {
        let counted = [("quay", 2), ("news", 5), ("blog", 2)].map(|(value, count)| (value.into(), count));
        let mut choice = Choice::default();
        ["speech", "news", "-advice"].into_iter().for_each(|value| choice.add(value));
        let values = value_counts(ByValue::of(counted.to_vec()), &choice);
        let values: Vec<(&str, u64)> = values.iter().map(|value| (&*value.value, value.count)).collect();
        assert_eq!(values, [("news", 5), ("blog", 2), ("quay", 2), ("advice", 0), ("speech", 0)]);
    }

    #[test]
    fn years_stand_newest_first_and_their_months_in_order_with_the_unknown_one_behind() {
        let month = |date: &str| month_of(Some(date.parse().expect("a date")));
        let dates = [
            (month_of(None), 9),
            (month("2016-12"), 1),
            (month("2017"), 2),
            (month("2017-01"), 3),
            (month("2017-11"), 4),
        ];
        let counts = Counts { months: ByValue::of(dates.to_vec()), ..Counts::default() };
        let month = |month: &MonthCount| {
            let value = month.value.map_or_else(|| "unknown".to_owned(), |date| date.to_string());
            format!(" {value}: {}", month.count)
        };
        let year = |year: &YearCount| {
            format!("{}: {}{}", year.value, year.count, year.months.iter().map(month).collect::<String>())
        };
        assert_eq!(
            years(&counts).iter().map(year).collect::<Vec<_>>(),
            ["2017: 9 2017-01: 3 2017-11: 4 unknown: 2", "2016: 1 2016-12: 1"]
        );
        assert_eq!(counts.undated(), 9);
    }
}
