//! Words near each other: where one of each side stands within a window.
//!
//! One definition for the Matcher and the index. A *passage* is one place of every side, none overlapping another,
//! with at most so many positions between the first and the last that belong to none of them; in order, where order is
//! asked for.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The most words that may stand among those asked for: more is the same text, not the same sentence.
pub const MAX_WITHIN: u32 = 50;

/// What is asked to stand near each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nearness {
    /// How many sides there are; at most [`super::MAX_SIDES`] where their order is free.
    pub sides: usize,
    /// The most positions between first and last that belong to no side.
    pub within: u32,
    /// Whether sides must come in the order of their numbers.
    pub in_order: bool,
}

/// Where something that a side asks for stands, in positions, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// First position.
    pub first: u32,
    /// Last position.
    pub last: u32,
    /// The side, from 0.
    pub side: usize,
}

/// The end of a passage under way.
struct Step {
    place: usize,
    before: Option<usize>,
}

/// Passages with these sides that end before some place; less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Best {
    /// Positions passed over, less the last position: what is compared, whatever comes next.
    key: i64,
    step: usize,
}

impl Nearness {
    /// Whether there is a passage. Places are in order.
    pub fn stands(&self, places: &[Place]) -> bool {
        let mut stands = false;
        self.sweep(places, |_, _| {
            stands = true;
            false
        });
        stands
    }

    /// The places of all passages, by their number: of those that end at one place, the tightest. Places are in order.
    pub fn shown(&self, places: &[Place]) -> Vec<usize> {
        let mut shown = Vec::new();
        self.sweep(places, |steps, last| {
            let mut at = Some(last);
            while let Some(step) = at.and_then(|at| steps.get(at)) {
                shown.push(step.place);
                at = step.before;
            }
            true
        });
        shown.sort_unstable();
        shown.dedup();
        shown
    }

    /// Goes over the places once, and tells of each passage by its last step until told to stop.
    ///
    /// A state is a set of sides that a passage under way has (where order is asked for, how many). Of all passages in
    /// one state, the one with the fewest positions passed over is the only one worth going on with.
    fn sweep(&self, places: &[Place], mut tell: impl FnMut(&[Step], usize) -> bool) {
        let states = if self.in_order { self.sides + 1 } else { 1 << self.sides };
        let mut best: Vec<Option<Best>> = vec![None; states];
        // Passages that end where others may still overlap them: taken up once the places have passed their end.
        let mut ahead: BinaryHeap<Reverse<(u32, usize, Best)>> = BinaryHeap::new();
        let mut steps: Vec<Step> = Vec::new();
        for (number, place) in places.iter().enumerate() {
            while let Some(&Reverse((last, state, candidate))) = ahead.peek()
                && last < place.first
            {
                ahead.pop();
                if best[state].is_none_or(|known| candidate < known) {
                    best[state] = Some(candidate);
                }
            }
            let (froms, step) =
                if self.in_order { (place.side..place.side + 1, 1) } else { (0..states, 1 << place.side) };
            for from in froms.filter(|from| self.in_order || from & step == 0) {
                let (passed_over, before) = match best[from] {
                    _ if from == 0 => (0, None),
                    Some(before) => (before.key + i64::from(place.first) - 1, Some(before.step)),
                    None => continue,
                };
                if passed_over > i64::from(self.within) {
                    continue;
                }
                let to = from + step;
                steps.push(Step { place: number, before });
                let step = steps.len() - 1;
                if to == states - 1 {
                    if !tell(&steps, step) {
                        return;
                    }
                } else {
                    let key = passed_over - i64::from(place.last);
                    ahead.push(Reverse((place.last, to, Best { key, step })));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Places of words in a text: `ab` is a place of side 0 and 1 at the same position.
    fn places(text: &str) -> Vec<Place> {
        let mut places = Vec::new();
        for (position, word) in (0..).zip(text.split(' ')) {
            places.extend(word.bytes().filter(u8::is_ascii_lowercase).map(|letter| Place {
                first: position,
                last: position,
                side: usize::from(letter - b'a'),
            }));
        }
        places.sort();
        places
    }

    fn shown(text: &str, sides: usize, within: u32, in_order: bool) -> Vec<u32> {
        let places = places(text);
        let nearness = Nearness { sides, within, in_order };
        let shown = nearness.shown(&places);
        assert_eq!(nearness.stands(&places), !shown.is_empty());
        shown.into_iter().map(|number| places[number].first).collect()
    }

    #[test]
    fn words_between_are_counted_and_order_only_where_it_is_asked_for() {
        assert_eq!(shown("a . . b", 2, 2, false), [0, 3]);
        assert_eq!(shown("a . . b", 2, 1, false), [0; 0]);
        assert_eq!(shown("b . a", 2, 1, false), [0, 2]);
        assert_eq!(shown("b . a", 2, 1, true), [0; 0]);
        assert_eq!(shown("a . b . c", 3, 2, true), [0, 2, 4]);
        assert_eq!(shown("a . b . c", 3, 1, true), [0; 0]);
        assert_eq!(shown("c b a", 3, 0, false), [0, 1, 2]);
    }

    #[test]
    fn what_is_too_far_away_is_not_shown() {
        assert_eq!(shown("a . . . . a b . . . . . b", 2, 1, false), [5, 6]);
        assert_eq!(shown("a a b", 2, 5, true), [1, 2]);
    }

    #[test]
    fn one_word_is_not_near_itself() {
        assert_eq!(shown("ab", 2, 5, false), [0; 0]);
        assert_eq!(shown("ab ab", 2, 5, false), [0, 0, 1, 1]);
        let long = Place { first: 0, last: 1, side: 0 };
        let inside = Place { first: 1, last: 1, side: 1 };
        assert!(!Nearness { sides: 2, within: 5, in_order: false }.stands(&[long, inside]));
    }

    #[test]
    fn many_places_take_linear_time() {
        let text = "ab ".repeat(200_000);
        let places = places(text.trim());
        assert_eq!(Nearness { sides: 2, within: 50, in_order: false }.shown(&places).len(), 400_000);
    }

    /// Every choice of one place per side.
    fn brute(nearness: Nearness, places: &[Place]) -> bool {
        fn choose(nearness: Nearness, places: &[Place], chosen: &[Place]) -> bool {
            if chosen.len() == nearness.sides {
                let mut sorted = chosen.to_vec();
                sorted.sort();
                let apart = sorted.windows(2).all(|pair| pair[0].last < pair[1].first);
                let ordered = !nearness.in_order || sorted.iter().enumerate().all(|(at, place)| place.side == at);
                let gaps: u32 =
                    if apart { sorted.windows(2).map(|pair| pair[1].first - pair[0].last - 1).sum() } else { 0 };
                return apart && ordered && gaps <= nearness.within;
            }
            places.iter().filter(|place| place.side == chosen.len()).any(|place| {
                let mut longer = chosen.to_vec();
                longer.push(*place);
                choose(nearness, places, &longer)
            })
        }
        choose(nearness, places, &[])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn it_finds_a_passage_exactly_where_some_choice_of_places_is_one(
            mut places in proptest::collection::vec(
                (0..12u32, 0..3u32, 0..4usize).prop_map(|(first, longer, side)| Place { first, last: first + longer, side }),
                0..10,
            ),
            sides in 2..=4usize,
            within in 0..6u32,
            in_order: bool,
        ) {
            places.retain(|place| place.side < sides);
            places.sort();
            places.dedup();
            let nearness = Nearness { sides, within, in_order };
            prop_assert_eq!(nearness.stands(&places), brute(nearness, &places));
            prop_assert_eq!(!nearness.shown(&places).is_empty(), brute(nearness, &places));
        }
    }
}
