//! Dates in numbers: `03/04/2017` is 3 April to one office and 4 March to another.

use super::{Claim, PartialDate};

/// The order of the numbers in an all-number date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum DayOrder {
    /// `03/04/2017` is 3 April.
    DayFirst,
    /// `03/04/2017` is 4 March.
    MonthFirst,
    /// Not known: `22/02/2017` still is 22 February, `03/04/2017` is no more than 2017.
    #[default]
    Unknown,
}

/// What the numbers of a date say of their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Numbers {
    /// `25/12/2017` can only be read so: it proves how its publisher writes.
    Proof(DayOrder),
    /// `03/04/2017` can be read either way.
    Either {
        /// 3 April.
        day_first: PartialDate,
        /// 4 March.
        month_first: PartialDate,
    },
}

impl Claim {
    /// What the numbers of the date say, where it is written in numbers with the year last.
    pub fn numbers(&self) -> Option<Numbers> {
        let numbers = read(&self.raw)?;
        let is_read_from_them = match numbers {
            Numbers::Proof(_) => self.date.precision() == super::Precision::Day,
            Numbers::Either { day_first, month_first } => {
                [Some(day_first), Some(month_first), PartialDate::year(day_first.in_year())].contains(&Some(self.date))
            }
        };
        is_read_from_them.then_some(numbers)
    }

    /// The order in which a date was read that can be read either way.
    pub fn read_as(&self) -> Option<DayOrder> {
        let Some(Numbers::Either { day_first, month_first }) = self.numbers() else { return None };
        Some(match self.date {
            date if date == day_first => DayOrder::DayFirst,
            date if date == month_first => DayOrder::MonthFirst,
            _ => DayOrder::Unknown,
        })
    }

    /// The same claim read in this order.
    pub fn in_order(mut self, order: DayOrder) -> Self {
        if let Some(Numbers::Either { day_first, month_first }) = self.numbers() {
            self.date = match order {
                DayOrder::DayFirst => day_first,
                DayOrder::MonthFirst => month_first,
                DayOrder::Unknown => PartialDate::year(day_first.in_year()).unwrap_or(day_first),
            };
        }
        self
    }
}

/// The first `3/4/2017`, `03.04.2017` or `03-04-2017` of a text; `None` where it reads the same either way.
fn read(raw: &str) -> Option<Numbers> {
    let mut runs = runs(raw).peekable();
    while let Some((start, first)) = runs.next() {
        let mut ahead = runs.clone();
        let (Some((at, second)), Some((last, year))) = (ahead.next(), ahead.next()) else { return None };
        let mark = |end: usize, next: usize| raw.get(end..next).filter(|mark| ["/", ".", "-"].contains(mark));
        let (one, other) = (mark(start + first.len(), at), mark(at + second.len(), last));
        if first.len() > 2 || second.len() > 2 || year.len() != 4 || one.is_none() || one != other {
            continue;
        }
        let (first, second, year) = (first.parse().ok()?, second.parse().ok()?, year.parse().ok()?);
        return match (PartialDate::day(year, second, first), PartialDate::day(year, first, second)) {
            (Some(_), None) => Some(Numbers::Proof(DayOrder::DayFirst)),
            (None, Some(_)) => Some(Numbers::Proof(DayOrder::MonthFirst)),
            (Some(one), Some(other)) if one == other => None,
            (Some(day_first), Some(month_first)) => Some(Numbers::Either { day_first, month_first }),
            (None, None) => None,
        };
    }
    None
}

/// The runs of digits in a text, with the byte at which each begins.
fn runs(raw: &str) -> impl Iterator<Item = (usize, &str)> + Clone {
    let mut end = 0;
    std::iter::from_fn(move || {
        let start = end + raw.get(end..)?.find(|c: char| c.is_ascii_digit())?;
        let rest = raw.get(start..)?;
        let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        end = start + length;
        Some((start, rest.get(..length)?))
    })
}

#[cfg(test)]
mod tests {
    use super::super::Evidence;
    use super::*;

    fn claim(raw: &str, date: &str) -> Claim {
        Claim { evidence: Evidence::Dateline, date: date.parse().expect("a date"), raw: raw.to_owned() }
    }

    #[test]
    fn a_day_beyond_twelve_proves_the_order() {
        let proof = |raw, date| claim(raw, date).numbers();
        assert_eq!(proof("Published: 25/12/2017", "2017-12-25"), Some(Numbers::Proof(DayOrder::DayFirst)));
        assert_eq!(proof("12.25.2017, 10:30", "2017-12-25"), Some(Numbers::Proof(DayOrder::MonthFirst)));
        for raw in
            ["25 December 2017", "2017-12-25", "03/03/2017", "25/12/17", "1.2.3.2017", "25/12.2017", "31/31/2017"]
        {
            assert_eq!(proof(raw, "2017-12-25"), None, "{raw}");
        }
    }

    #[test]
    fn either_order_can_be_taken_and_taken_back() {
        let unknown = claim("03/04/2017", "2017");
        assert_eq!(unknown.read_as(), Some(DayOrder::Unknown));
        for (order, date) in
            [(DayOrder::DayFirst, "2017-04-03"), (DayOrder::MonthFirst, "2017-03-04"), (DayOrder::Unknown, "2017")]
        {
            let read = unknown.clone().in_order(order);
            assert_eq!((read.date.to_string().as_str(), read.read_as()), (date, Some(order)));
            assert_eq!(read.in_order(DayOrder::Unknown), unknown);
        }
    }

    #[test]
    fn a_date_that_came_from_elsewhere_is_left_alone() {
        let other = claim("03/04/2017 or so", "2016-01-01");
        assert_eq!(other.numbers(), None);
        assert_eq!(other.clone().in_order(DayOrder::DayFirst), other);
    }
}
