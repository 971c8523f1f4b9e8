//! All wordings of one release, and what another copy of it changes.

use chrono::NaiveDate;

use super::{Capture, Claim, EnrichedRelease, Published, WordingId};

/// The wordings of one release, in order of their first capture; never empty.
///
/// The result of adding copies does not depend on their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    versions: Vec<EnrichedRelease>,
    /// The identity of each: taken once, since a release may have thousands of copies.
    wordings: Vec<WordingId>,
}

/// What a copy changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A release not known before.
    New,
    /// A wording not known before, of a known release.
    Updated,
    /// Another copy of a known wording.
    Duplicate,
    /// This very copy was known.
    Unchanged,
}

impl Family {
    /// A release of which one copy is known.
    pub fn of(release: EnrichedRelease) -> Self {
        let mut family = Self { wordings: vec![release.wording()], versions: vec![release] };
        family.number();
        family
    }

    /// The family of these wordings, in any order; `None` where there are none.
    pub fn from_versions(versions: Vec<EnrichedRelease>) -> Option<Self> {
        let wordings = versions.iter().map(EnrichedRelease::wording).collect();
        let mut family = Self { versions, wordings };
        family.number();
        (!family.versions.is_empty()).then_some(family)
    }

    /// The wordings, oldest first.
    pub fn into_versions(self) -> Vec<EnrichedRelease> {
        self.versions
    }

    /// The wording a reader is shown.
    pub fn latest(&self) -> &EnrichedRelease {
        &self.versions[self.versions.len() - 1]
    }

    /// The wordings before it, oldest first.
    pub fn earlier(&self) -> &[EnrichedRelease] {
        &self.versions[..self.versions.len() - 1]
    }

    /// The identities of the wordings, oldest first.
    pub fn wordings(&self) -> &[WordingId] {
        &self.wordings
    }

    /// Takes in another copy, which carries exactly one capture.
    pub fn add(&mut self, mut copy: EnrichedRelease) -> Change {
        let known = || self.versions.iter().flat_map(|version| &version.captures);
        let is_known = |capture: &Capture| known().any(|old| old.same_place(capture) && old.digest == capture.digest);
        if copy.captures.iter().all(is_known) {
            return Change::Unchanged;
        }
        for capture in &mut copy.captures {
            let last = known().filter(|old| old.same_place(capture)).map(|old| old.edition).max();
            capture.edition = last.map_or(0, |last| last + 1);
        }
        let wording = copy.wording();
        let change = match self.wordings.iter().position(|known| *known == wording) {
            Some(at) => {
                let known = self.versions.swap_remove(at);
                self.wordings.swap_remove(at);
                self.versions.push(same_wording(known, copy));
                Change::Duplicate
            }
            None => {
                self.versions.push(copy);
                Change::Updated
            }
        };
        self.wordings.push(wording);
        self.number();
        change
    }

    /// Puts the wordings in order and counts them.
    fn number(&mut self) {
        let mut order: Vec<(EnrichedRelease, WordingId)> =
            std::mem::take(&mut self.versions).into_iter().zip(std::mem::take(&mut self.wordings)).collect();
        order.sort_by(|(one, _), (other, _)| one.captures.first().cmp(&other.captures.first()));
        (self.versions, self.wordings) = order.into_iter().unzip();
        let versions = self.versions.len() as u32;
        for (number, version) in (1..).zip(&mut self.versions) {
            version.version = number;
            version.versions = versions;
        }
    }
}

/// Two copies of one wording as one: the earlier copy speaks, the other adds its captures, dates, topics and authors.
fn same_wording(one: EnrichedRelease, other: EnrichedRelease) -> EnrichedRelease {
    let (mut first, second) = if one.captures.first() <= other.captures.first() { (one, other) } else { (other, one) };
    first.captures.extend(second.captures);
    first.captures.sort();
    first.captures.dedup();
    let claims: Vec<Claim> = first.published.iter().chain(&second.published).flat_map(Published::claims).collect();
    // Each was believable when it was read.
    first.published = Published::choose(claims, NaiveDate::MAX).0;
    add_missing(&mut first.given_topics, second.given_topics);
    add_missing(&mut first.authors, second.authors);
    add_missing(&mut first.notes, second.notes);
    first
}

/// Appends what is not yet there. Sorted, so that the order in which copies arrive leaves no trace.
fn add_missing(known: &mut Vec<String>, more: Vec<String>) {
    let mut missing: Vec<String> = more.into_iter().filter(|value| !known.contains(value)).collect();
    if !missing.is_empty() {
        known.append(&mut missing);
        known.sort();
        known.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Evidence, Kind, Language, ReleaseId};
    use super::*;
    use proptest::prelude::*;

    fn copy(path: &str, body: &str, date: Option<&str>, topics: &[String]) -> EnrichedRelease {
        let claims = date.map(|date| Claim {
            evidence: Evidence::Time,
            date: date.parse().expect("a date"),
            raw: date.to_owned(),
        });
        EnrichedRelease {
            id: ReleaseId::derive(None, Some("1"), None, None, None, ""),
            given_id: None,
            title: Some("A title".into()),
            title_made: false,
            published: Published::choose(claims.into_iter().collect(), NaiveDate::MAX).0,
            kind: Kind::News,
            publisher: None,
            authors: Vec::new(),
            language: Language::english(),
            summary: None,
            body: body.into(),
            url: None,
            topics: Vec::new(),
            given_topics: topics.to_vec(),
            captures: vec![Capture {
                path: path.into(),
                record: String::new(),
                captured: None,
                digest: body.into(),
                url: None,
                payload: None,
                edition: 0,
            }],
            notes: Vec::new(),
            version: 1,
            versions: 1,
        }
    }

    #[test]
    fn a_copy_is_new_updated_duplicate_or_unchanged() {
        let mut family = Family::of(copy("b", "One.", None, &[]));
        assert_eq!(family.add(copy("b", "One.", None, &[])), Change::Unchanged);
        assert_eq!(family.add(copy("c", "One.", Some("2017"), &[])), Change::Duplicate);
        assert_eq!(family.add(copy("d", "Two.", None, &[])), Change::Updated);
        assert_eq!((family.latest().body.as_str(), family.latest().version, family.latest().versions), ("Two.", 2, 2));
        assert_eq!(family.earlier()[0].captures.len(), 2);
        assert_eq!(family.earlier()[0].published.as_ref().map(|p| p.date.to_string()).as_deref(), Some("2017"));
    }

    #[test]
    fn an_edited_record_is_the_latest_wording_whatever_its_digest() {
        for (before, after) in [("One.", "Two."), ("Two.", "One.")] {
            let mut family = Family::of(copy("a", before, None, &[]));
            assert_eq!(family.add(copy("a", after, None, &[])), Change::Updated);
            assert_eq!(family.latest().body, after);
            assert_eq!(family.add(copy("a", after, None, &[])), Change::Unchanged);
        }
    }

    proptest! {
        #[test]
        fn order_of_arrival_changes_nothing(
            copies in proptest::collection::vec(("[a-f]", "[xyz]", proptest::option::of("201[5-7]"), proptest::collection::vec("[pq]", 0..2)), 1..8),
            shuffle in any::<u64>(),
        ) {
            let copies: Vec<EnrichedRelease> =
                copies.iter().map(|(path, body, date, topics)| copy(path, body, date.as_deref(), topics)).collect();
            let build = |copies: &[EnrichedRelease]| {
                let mut family = Family::of(copies[0].clone());
                for copy in &copies[1..] { family.add(copy.clone()); }
                family
            };
            // What was found at one place before and after an edit does have an order: keep the first of each.
            let mut distinct: Vec<EnrichedRelease> = Vec::new();
            for copy in copies {
                if distinct.iter().all(|known| known.captures[0].path != copy.captures[0].path) { distinct.push(copy); }
            }
            let forward = build(&distinct);
            let mut other = distinct.clone();
            other.reverse();
            let by = shuffle as usize % other.len();
            other.rotate_left(by);
            prop_assert_eq!(forward, build(&other));
        }
    }
}
