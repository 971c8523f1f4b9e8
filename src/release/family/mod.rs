//! All wordings of one release, and what another copy of it changes.

mod copies;

use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Capture, Claim, DayOrder, EnrichedRelease, Evidence, Published, WordingId};
use copies::{Extent, add_claims, first_of, same_wording};

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
        family.order();
        family
    }

    /// The family of these wordings, in any order; `None` where there are none.
    pub fn from_versions(versions: Vec<EnrichedRelease>) -> Option<Self> {
        let wordings = versions.iter().map(EnrichedRelease::wording).collect();
        let mut family = Self { versions, wordings };
        family.order();
        (!family.versions.is_empty()).then_some(family)
    }

    /// The wordings, oldest first.
    pub fn into_versions(self) -> Vec<EnrichedRelease> {
        self.versions
    }

    /// The wordings, oldest first.
    pub fn versions(&self) -> &[EnrichedRelease] {
        &self.versions
    }

    /// The wording a reader is shown.
    pub fn latest(&self) -> &EnrichedRelease {
        &self.versions[self.versions.len() - 1]
    }

    /// The wordings before it, oldest first.
    pub fn earlier(&self) -> &[EnrichedRelease] {
        &self.versions[..self.versions.len() - 1]
    }

    /// One wording by its number, from 1.
    pub fn version(&self, number: u32) -> Option<&EnrichedRelease> {
        (number as usize).checked_sub(1).and_then(|at| self.versions.get(at))
    }

    /// The identities of the wordings, oldest first.
    pub fn wordings(&self) -> &[WordingId] {
        &self.wordings
    }

    /// Where among the versions a wording stands.
    pub fn place_of(&self, wording: &WordingId) -> Option<usize> {
        self.wordings.iter().position(|known| known == wording)
    }

    /// Takes in another copy, which carries exactly one capture.
    ///
    /// A copy that carries less than the wordings do, as the item of a listing carries less than the page it links to,
    /// is no wording of its own: it lends its capture and its dates. Where it was there first, the fuller copy takes
    /// its place.
    pub fn add(&mut self, copy: EnrichedRelease) -> Change {
        let change = self.take(copy);
        self.order();
        change
    }

    /// Takes in one of many copies; [`Family::order`] has to follow the last of them.
    pub fn take(&mut self, mut copy: EnrichedRelease) -> Change {
        let known = || self.versions.iter().flat_map(|version| &version.captures);
        let is_known = |capture: &Capture| known().any(|old| old.same_place(capture) && old.digest == capture.digest);
        if copy.captures.iter().all(is_known) {
            return Change::Unchanged;
        }
        for capture in &mut copy.captures {
            let last = known().filter(|old| old.same_place(capture)).map(|old| old.edition).max();
            capture.edition = last.map_or(0, |last| last + 1);
        }
        match Extent::of(&copy).cmp(&Extent::of(&self.versions[0])) {
            Ordering::Less => {
                self.mention(copy);
                Change::Duplicate
            }
            Ordering::Greater => {
                let mentions = std::mem::take(&mut self.versions);
                self.wordings = vec![copy.wording()];
                self.versions = vec![copy];
                for mention in mentions {
                    self.mention(mention);
                }
                Change::Updated
            }
            Ordering::Equal => self.wording(copy),
        }
    }

    /// Takes in a copy of a wording, or another wording.
    fn wording(&mut self, copy: EnrichedRelease) -> Change {
        let wording = copy.wording();
        let change = match self.place_of(&wording) {
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
        change
    }

    /// Takes captures and dates of a copy that says no more than what is known.
    fn mention(&mut self, copy: EnrichedRelease) {
        let Some(version) = self.versions.first_mut() else { return };
        if copy.id != version.id {
            version.aliases.push(copy.id);
        }
        version.aliases.extend(copy.aliases);
        let lent = copy.published.iter().flat_map(Published::claims);
        let claims = lent.map(|claim| Claim { evidence: Evidence::Listing, ..claim }).collect();
        add_claims(version, claims);
        version.captures.extend(copy.captures.into_iter().map(|capture| Capture { mention: true, ..capture }));
    }

    /// Takes in another capture of the wording of which `original` is one; [`Change::Unchanged`] too where none is.
    /// [`Family::order`] has to follow the last of them.
    pub fn add_capture(&mut self, original: &Capture, capture: Capture) -> Change {
        let mut known = self.versions.iter().flat_map(|version| &version.captures);
        if known.any(|known| known.same_place(&capture) && known.digest == capture.digest) {
            return Change::Unchanged;
        }
        let Some(version) = self.versions.iter_mut().find(|version| version.captures.contains(original)) else {
            return Change::Unchanged;
        };
        version.captures.push(Capture { mention: original.mention, ..capture });
        Change::Duplicate
    }

    /// Takes in all that is known of a stub which turned out to be of the same release.
    pub fn absorb(&mut self, stub: Self) {
        for version in stub.versions {
            self.mention(version);
        }
        self.order();
    }

    /// Removes captures. `None` where no capture is left that carries a wording: what was only mentioned is not known well
    /// enough to be shown.
    pub fn without(mut self, gone: impl Fn(&Capture) -> bool) -> Option<Self> {
        for version in &mut self.versions {
            version.captures.retain(|capture| !gone(capture));
        }
        let mentions: Vec<Capture> = self.latest().captures.iter().filter(|capture| capture.mention).cloned().collect();
        let mut kept: Vec<EnrichedRelease> =
            self.versions.into_iter().filter(|version| first_of(version).is_some()).collect();
        // Wherever they stood before, mentions stand with the latest.
        let first = kept.first_mut()?;
        first.captures.extend(mentions);
        Self::from_versions(kept)
    }

    /// Reads the dates in numbers that can be read either way in this order; a day after `not_after` is not believed, and
    /// the year is left of it.
    pub fn read_dates(&mut self, order: DayOrder, not_after: NaiveDate) {
        let read = |claim: Claim| match claim.clone().in_order(order) {
            read if read.date.first_day() <= not_after => read,
            _ => claim.in_order(DayOrder::Unknown),
        };
        for version in &mut self.versions {
            let claims = version.published.iter().flat_map(Published::claims);
            let claims = claims.map(read).collect();
            version.published = Published::choose(claims, NaiveDate::MAX).0;
        }
    }

    /// Puts the wordings in order and counts them. What mentions lend belongs to the release, not to a wording: their
    /// captures and ids stand with the latest, their dates with each.
    pub fn order(&mut self) {
        let (mut mentions, mut aliases) = (Vec::new(), BTreeSet::new());
        for version in &mut self.versions {
            aliases.extend(version.aliases.drain(..));
            mentions.extend(version.captures.extract_if(.., |capture| capture.mention));
            version.captures.sort();
            version.captures.dedup();
        }
        let mut order: Vec<(EnrichedRelease, WordingId)> =
            std::mem::take(&mut self.versions).into_iter().zip(std::mem::take(&mut self.wordings)).collect();
        order.sort_by(|(one, _), (other, _)| one.captures.first().cmp(&other.captures.first()));
        (self.versions, self.wordings) = order.into_iter().unzip();
        let versions = self.versions.len() as u32;
        for (number, version) in (1..).zip(&mut self.versions) {
            version.version = number;
            version.versions = versions;
        }
        if !mentions.is_empty() {
            self.share(mentions);
        }
        if let Some(latest) = self.versions.last_mut() {
            latest.aliases = aliases.into_iter().collect();
        }
    }

    fn share(&mut self, mentions: Vec<Capture>) {
        let claims = self.versions.iter().filter_map(|version| version.published.as_ref()).flat_map(Published::claims);
        let lent: Vec<Claim> = claims.filter(|claim| claim.evidence == Evidence::Listing).collect();
        for version in &mut self.versions {
            add_claims(version, lent.clone());
        }
        if let Some(latest) = self.versions.last_mut() {
            latest.captures.extend(mentions);
            latest.captures.sort();
            latest.captures.dedup();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Language, ReleaseId};
    use super::*;
    use proptest::prelude::*;

    /// A copy with this text; `~` stands before the summary of a copy that has no text.
    fn copy(path: &str, text: &str, date: Option<&str>, topics: &[String]) -> EnrichedRelease {
        let (summary, body) = text.strip_prefix('~').map_or((None, text), |summary| (Some(summary.to_owned()), ""));
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
            summary,
            body: body.into(),
            url: None,
            topics: Vec::new(),
            given_topics: topics.to_vec(),
            captures: vec![Capture {
                path: path.into(),
                record: String::new(),
                captured: None,
                digest: text.into(),
                url: None,
                payload: None,
                mention: false,
                edition: 0,
            }],
            notes: Vec::new(),
            version: 1,
            versions: 1,
            aliases: Vec::new(),
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

    #[test]
    fn a_listing_lends_its_capture_and_its_date_to_the_page() {
        let page = || copy("page", "The text.", None, &[]);
        let listing = || copy("listing", "~What it is about.", Some("2017-02-22"), &[]);
        let mut page_first = Family::of(page());
        assert_eq!(page_first.add(listing()), Change::Duplicate);
        let mut listing_first = Family::of(listing());
        assert_eq!(listing_first.add(page()), Change::Updated);
        assert_eq!(page_first, listing_first);

        let release = page_first.latest();
        assert_eq!((release.versions, release.body.as_str(), &release.summary), (1, "The text.", &None));
        let published = release.published.as_ref().expect("a date");
        assert_eq!((published.date.to_string().as_str(), published.evidence), ("2017-02-22", Evidence::Listing));
        let mentions: Vec<_> = release.captures.iter().map(|c| (c.path.as_str(), c.mention)).collect();
        assert_eq!(mentions, [("listing", true), ("page", false)]);
        assert_eq!(page_first.add(listing()), Change::Unchanged);
    }

    #[test]
    fn what_a_mention_lends_stays_with_the_latest_wording() {
        let mut family = Family::of(copy("b", "One.", None, &[]));
        family.add(copy("a", "", Some("2017"), &[]));
        family.add(copy("c", "Two.", None, &[]));
        assert_eq!((family.latest().body.as_str(), family.latest().captures.len()), ("Two.", 2));
        assert_eq!(family.earlier()[0].captures.len(), 1);
        for version in [family.latest(), &family.earlier()[0]] {
            assert_eq!(version.published.as_ref().map(|p| p.date.to_string()).as_deref(), Some("2017"));
        }
    }

    #[test]
    fn a_revisit_is_a_capture_of_the_wording_it_points_at() {
        let mut family = Family::of(copy("a", "One.", None, &[]));
        family.add(copy("b", "Two.", None, &[]));
        let original = family.earlier()[0].captures[0].clone();
        let revisit = Capture { path: "c".into(), ..original.clone() };
        assert_eq!(family.add_capture(&original, revisit.clone()), Change::Duplicate);
        assert_eq!(family.earlier()[0].captures, [original.clone(), revisit.clone()]);
        assert_eq!(family.add_capture(&original, revisit.clone()), Change::Unchanged);
        let nowhere = Capture { path: "d".into(), ..revisit };
        assert_eq!(family.add_capture(&nowhere, nowhere.clone()), Change::Unchanged);
    }

    proptest! {
        #[test]
        fn order_of_arrival_changes_nothing(
            copies in proptest::collection::vec(("[a-f]", "[xyz]|~[xy]|", proptest::option::of("201[5-7]"), proptest::collection::vec("[pq]", 0..2)), 1..8),
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
