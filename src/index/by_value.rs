//! Counts by value, in the order of the values. What a segment counts comes in that order, so that there is nothing to look
//! up: parts are merged.

use std::cmp::Ordering;

/// Values with their counts, each once, least first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ByValue<V>(Vec<(V, u64)>);

impl<V> Default for ByValue<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V: Ord> ByValue<V> {
    /// Of values in any order, some of them more than once.
    pub(super) fn of(mut counted: Vec<(V, u64)>) -> Self {
        counted.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        counted.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 += next.1;
            }
            is_same
        });
        Self(counted)
    }

    /// Takes in other counts.
    pub(super) fn add(&mut self, other: Self) {
        if self.0.is_empty() {
            *self = other;
            return;
        }
        let mut merged = Vec::with_capacity(self.0.len().max(other.0.len()));
        let mut theirs = other.0.into_iter().peekable();
        for (value, count) in std::mem::take(&mut self.0) {
            while let Some(before) = theirs.next_if(|their| their.0 < value) {
                merged.push(before);
            }
            let same = theirs.next_if(|their| their.0.cmp(&value) == Ordering::Equal);
            merged.push((value, count + same.map_or(0, |same| same.1)));
        }
        merged.extend(theirs);
        self.0 = merged;
    }

    /// Values and counts, least value first.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, (V, u64)> {
        self.0.iter()
    }
}

impl<V: AsRef<str>> ByValue<V> {
    /// How often a value was counted.
    pub(super) fn count(&self, value: &str) -> u64 {
        let at = self.0.binary_search_by(|known| known.0.as_ref().cmp(value));
        at.ok().and_then(|at| self.0.get(at)).map_or(0, |known| known.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn parts_add_up_to_the_whole_in_order(parts in prop::collection::vec(prop::collection::vec((0_u8..9, 1_u64..9), 0..9), 0..5)) {
            let mut whole: BTreeMap<String, u64> = BTreeMap::new();
            let mut added = ByValue::default();
            for part in parts {
                let part: Vec<(String, u64)> = part.into_iter().map(|(value, count)| (value.to_string(), count)).collect();
                part.iter().for_each(|(value, count)| *whole.entry(value.clone()).or_default() += count);
                added.add(ByValue::of(part));
            }
            prop_assert!(added.iter().map(|(value, count)| (value, count)).eq(&whole));
            for value in (0..10).map(|value| value.to_string()) {
                prop_assert_eq!(added.count(&value), whole.get(&value).copied().unwrap_or(0));
            }
        }
    }
}
