//! The publication date: how precise it is, where it was read, and which other dates stood beside it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{PartialDate, Precision};

/// Where a date was read, most trusted first: **the order of this list is the precedence**.
///
/// Measured on 999 dated pages of the htmldate evaluation set, a source alone is right in: JSON-LD 92 %,
/// `article:published_time` 95 %, microdata 95 %, `<time>` 92 %, text near the headline 83 %, path of the URL 97 %
/// (but often only a month).
/// Modification stamps, capture times and file times are no evidence and have no place here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// A field of an exported row: JSONL `published`, `date`.
    Given,
    /// The date of publication of a feed's entry: `pubDate`, `published`, `dc:date`; never `updated`.
    Feed,
    /// A `<meta>` that states publication: `article:published_time`, `dc.date.issued`.
    Meta,
    /// `datePublished` of a JSON-LD article node.
    JsonLd,
    /// `itemprop=datePublished`, `property=dc:date`.
    Microdata,
    /// A `<time>` or a dated line in the head of the article.
    Time,
    /// The `Date` of the mail in which it was sent out. A dateline may be read wrongly, and machines write this one.
    Mail,
    /// A visible date line beside the headline, or a dateline that opens the text.
    Dateline,
    /// The date line of an item on a listing page.
    Listing,
    /// `/2017/02/22/` in the path of the URL.
    Url,
    /// A `<meta>` that may mean creation as well as publication: `dc.date`.
    WeakMeta,
    /// An element within the article, away from its headline, that is marked as its date: `class="post-date"`, a
    /// `<time>` or "Posted on …" below the text. Only where all of them agree. Plain text: a labelled date below it.
    Marked,
}

impl Evidence {
    /// The word used in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Feed => "feed",
            Self::Meta => "meta",
            Self::JsonLd => "json-ld",
            Self::Microdata => "microdata",
            Self::Time => "time",
            Self::Mail => "mail",
            Self::Dateline => "dateline",
            Self::Listing => "listing",
            Self::Url => "url",
            Self::WeakMeta => "weak-meta",
            Self::Marked => "marked",
        }
    }
}

/// One place where a date was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    /// Where.
    pub evidence: Evidence,
    /// What was read.
    pub date: PartialDate,
    /// How it was written.
    pub raw: String,
}

/// The publication date that was chosen among all claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Published {
    /// The date.
    pub date: PartialDate,
    /// How exact it is: always that of `date`.
    pub precision: Precision,
    /// Where it was read.
    pub evidence: Evidence,
    /// How it was written there.
    #[serde(default)]
    pub raw: String,
    /// The other dates that were found, and why each was not taken.
    pub rivals: Vec<Rival>,
}

/// A date that was found and not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Rival {
    /// What was read.
    pub date: PartialDate,
    /// How exact it is.
    pub precision: Precision,
    /// Where.
    pub evidence: Evidence,
    /// How it was written.
    pub raw: String,
    /// Why the other one was taken.
    pub why_not: String,
}

impl Published {
    /// Chooses among claims: the best evidence, and among claims it agrees with the most precise.
    ///
    /// What an update rewrites is outvoted: see `outvoting`. A claim of lower rank that lies inside the chosen interval refines it (the row says `2017-02`, the page
    /// `22 Feb 2017`). Claims after `not_after` or before 1600 are refused: the second value tells them, each with
    /// its reason.
    pub fn choose(claims: Vec<Claim>, not_after: NaiveDate) -> (Option<Self>, Vec<String>) {
        let mut refused = Vec::new();
        let mut claims: Vec<Claim> = claims
            .into_iter()
            .filter(|claim| match implausible(claim.date, not_after) {
                None => true,
                Some(reason) => {
                    refused.push(format!("date `{}` ({}) refused: {reason}", claim.raw, claim.evidence.as_str()));
                    false
                }
            })
            .collect();
        claims.sort();
        // Of the ways in which one source wrote one date the first is kept: which copies came together must not matter.
        let key = |claim: &Claim| (claim.evidence, claim.date, claim.numbers());
        claims.dedup_by_key(|claim| key(claim));
        refused.sort();
        refused.dedup();
        let Some(best) = outvoting(&claims).or(claims.first()) else { return (None, refused) };
        let within = |claim: &Claim| {
            claim.date.first_day() >= best.date.first_day() && claim.date.last_day() <= best.date.last_day()
        };
        let chosen = claims
            .iter()
            .enumerate()
            .filter(|(_, claim)| within(claim))
            .max_by_key(|(at, claim)| (claim.date.precision(), std::cmp::Reverse(*at)))
            .map_or(0, |(at, _)| at);
        let taken = claims.remove(chosen);
        let rivals = claims
            .into_iter()
            .filter(|claim| key(claim) != key(&taken))
            .map(|claim| Rival {
                why_not: why_not(&claim, &taken),
                date: claim.date,
                precision: claim.date.precision(),
                evidence: claim.evidence,
                raw: claim.raw,
            })
            .collect();
        let published = Self {
            date: taken.date,
            precision: taken.date.precision(),
            evidence: taken.evidence,
            raw: taken.raw,
            rivals,
        };
        (Some(published), refused)
    }

    /// Everything that was found: the chosen date and its rivals.
    pub fn claims(&self) -> impl Iterator<Item = Claim> + '_ {
        let chosen = Claim { evidence: self.evidence, date: self.date, raw: self.raw.clone() };
        let rivals = self.rivals.iter().map(|rival| Claim {
            evidence: rival.evidence,
            date: rival.date,
            raw: rival.raw.clone(),
        });
        std::iter::once(chosen).chain(rivals)
    }
}

/// The claim that outvotes the best one, of claims in order: two kinds of evidence no weaker than a visible date line that
/// agree on an earlier day, or an address that has been there for weeks. Publishing systems write the time of an update or
/// of a move over the `<meta>` and leave the rest.
fn outvoting(claims: &[Claim]) -> Option<&Claim> {
    let best = claims.first().filter(|best| best.evidence != Evidence::Given)?;
    let strong = || claims.iter().filter(|claim| claim.evidence <= Evidence::Dateline);
    strong()
        .find(|claim| {
            let seconded = strong().any(|other| other.date == claim.date && other.evidence != claim.evidence);
            claim.date.precision() == Precision::Day && claim.date.last_day() < best.date.first_day() && seconded
        })
        .or_else(|| {
            let old = |claim: &&Claim| (best.date.first_day() - claim.date.last_day()).num_days() > 14;
            let addresses = claims.iter().filter(|claim| claim.evidence == Evidence::Url);
            addresses.filter(|claim| claim.date.precision() == Precision::Day).find(old)
        })
}

/// The last day on which anything can have been published, as far as a clock knows.
///
/// It is tomorrow, since that it already is where some press offices are. A clock that shows a day before this program was written is wrong, as that of a machine whose
/// battery is empty, and takes no date from any release.
pub fn last_day(now: DateTime<Utc>) -> NaiveDate {
    let written = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap_or_default();
    let today = now.date_naive().max(written);
    today.succ_opt().unwrap_or(today)
}

fn implausible(date: PartialDate, not_after: NaiveDate) -> Option<String> {
    if date.first_day() > not_after {
        Some(format!("it lies after {not_after}"))
    } else if date.in_year() < 1600 {
        Some("it lies before 1600".to_owned())
    } else {
        None
    }
}

fn why_not(rival: &Claim, taken: &Claim) -> String {
    if rival.date == taken.date {
        "says the same".to_owned()
    } else if rival.date.first_day() <= taken.date.first_day() && rival.date.last_day() >= taken.date.last_day() {
        "agrees, but is less precise".to_owned()
    } else if rival.evidence < taken.evidence {
        "later than what the page says elsewhere".to_owned()
    } else {
        format!("{} is better evidence than {}", taken.evidence.as_str(), rival.evidence.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_without_a_battery_takes_no_date_from_any_release() {
        let at = |text: &str| last_day(text.parse().expect("a time")).to_string();
        assert_eq!(at("1970-01-01T00:00:00Z"), "2026-11-02");
        assert_eq!(at("2038-01-19T03:14:07Z"), "2038-01-20");
        assert_eq!(last_day(DateTime::<Utc>::MAX_UTC), NaiveDate::MAX);
    }

    fn claim(evidence: Evidence, date: &str) -> Claim {
        Claim { evidence, date: date.parse().expect("a date"), raw: date.to_owned() }
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day")
    }

    #[test]
    fn better_evidence_wins_and_the_rest_are_rivals() {
        let (published, refused) =
            Published::choose(vec![claim(Evidence::Time, "2018-03-09"), claim(Evidence::Meta, "2018-03-05")], today());
        let published = published.expect("a date");
        assert_eq!(published.date.to_string(), "2018-03-05");
        assert_eq!(published.rivals.len(), 1);
        assert_eq!(published.rivals[0].why_not, "meta is better evidence than time");
        assert!(refused.is_empty());
    }

    #[test]
    fn two_that_agree_on_an_earlier_day_outvote_the_stamp_of_an_update() {
        let stamp = claim(Evidence::Meta, "2015-12-11");
        let choose = |others: &[Claim]| {
            let claims = others.iter().cloned().chain([stamp.clone()]).collect();
            Published::choose(claims, today()).0.expect("a date")
        };
        let (described, seen) = (claim(Evidence::JsonLd, "2015-10-15"), claim(Evidence::Dateline, "2015-10-15"));
        let published = choose(&[described.clone(), seen.clone()]);
        assert_eq!((published.date.to_string().as_str(), published.evidence), ("2015-10-15", Evidence::JsonLd));
        let why: Vec<&str> = published.rivals.iter().map(|rival| rival.why_not.as_str()).collect();
        assert_eq!(why, ["later than what the page says elsewhere", "says the same"]);
        assert_eq!(choose(&[described]).date, stamp.date);
        assert_eq!(choose(&[claim(Evidence::Url, "2013-10-15")]).date.to_string(), "2013-10-15");
        assert_eq!(choose(&[claim(Evidence::Url, "2015-12-10")]).date, stamp.date);
        assert_eq!(
            choose(&[claim(Evidence::JsonLd, "2016-01-02"), claim(Evidence::Time, "2016-01-02")]).date,
            stamp.date
        );
    }

    #[test]
    fn an_agreeing_claim_refines_a_coarse_one() {
        let (published, _) =
            Published::choose(vec![claim(Evidence::Given, "2017"), claim(Evidence::Dateline, "2017-02-22")], today());
        let published = published.expect("a date");
        assert_eq!((published.date.to_string().as_str(), published.evidence), ("2017-02-22", Evidence::Dateline));
    }

    #[test]
    fn absurd_dates_leave_the_release_undated_with_the_reason() {
        let (published, refused) =
            Published::choose(vec![claim(Evidence::Given, "2107-01-01"), claim(Evidence::Url, "1114")], today());
        assert_eq!(published, None);
        assert_eq!(refused.len(), 2);
        assert!(refused[0].contains("2026-01-01") || refused[1].contains("2026-01-01"));
    }

    #[test]
    fn choosing_again_from_the_claims_changes_nothing() {
        let claims = vec![
            claim(Evidence::Time, "2018-03-09"),
            claim(Evidence::Meta, "2018-03"),
            claim(Evidence::Url, "2018-03-05"),
            claim(Evidence::Listing, "2018-03-09"),
        ];
        let (published, _) = Published::choose(claims, today());
        let published = published.expect("a date");
        let (again, _) = Published::choose(published.claims().collect(), today());
        assert_eq!(again, Some(published));
    }
}
