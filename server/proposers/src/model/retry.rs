//! When a call is made again: at most twice, after as long as the provider asks for, and never behind its deadline.

use std::time::{Duration, SystemTime};

/// Calls that are made again at the most.
pub(super) const RETRIES: u32 = 2;

/// A provider that asks for a longer wait than this is not waited for.
const LONGEST: Duration = Duration::from_secs(120);

/// How long the headers of an answer ask to wait.
pub(super) fn asked(header: impl Fn(&str) -> Option<String>) -> Option<Duration> {
    let number = |name: &str| header(name)?.trim().parse::<f64>().ok();
    let seconds = number("retry-after-ms")
        .map(|millis| millis / 1000.0)
        .or_else(|| number("retry-after"))
        .or_else(|| until(&header("retry-after")?, SystemTime::now()))?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// How long to wait before try number `tries` (from 1) is followed by another; `None` where the provider asks for too
/// much. `chance` spreads the waits of many clients; any number will do.
pub(super) fn delay(asked: Option<Duration>, tries: u32, chance: u32) -> Option<Duration> {
    match asked {
        Some(asked) if asked > LONGEST => None,
        Some(asked) if !asked.is_zero() => Some(asked),
        _ => {
            let base = Duration::from_millis(500 << tries.saturating_sub(1).min(4));
            Some(base - base / 4 * (chance % 100) / 100)
        }
    }
}

/// Seconds from `now` to an HTTP date, for instance `Wed, 21 Oct 2015 07:28:00 GMT`.
fn until(date: &str, now: SystemTime) -> Option<f64> {
    let mut words = date.split(' ').skip(1);
    let day: i64 = words.next()?.parse().ok()?;
    let month = words.next()?;
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = i64::try_from(months.iter().position(|name| *name == month)?).ok()? + 1;
    let year: i64 = words.next()?.parse().ok()?;
    let clock: Vec<i64> = words
        .next()?
        .split(':')
        .map_while(|part| part.parse().ok())
        .collect();
    let [hours, minutes, seconds] = clock.as_slice() else {
        return None;
    };
    let at = days(year, month, day) * 86_400 + hours * 3600 + minutes * 60 + seconds;
    let now = now
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()?
        .as_secs_f64();
    Some((at as f64 - now).max(0.0))
}

/// Days from 1970-01-01 to a date of the Gregorian calendar: years are counted from March, so that the leap day is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year
        - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(name: &'static str, value: &'static str) -> impl Fn(&str) -> Option<String> {
        move |asked| (asked == name).then(|| value.to_owned())
    }

    #[test]
    fn headers_say_it_in_three_ways() {
        assert_eq!(
            asked(header("retry-after-ms", "250")),
            Some(Duration::from_millis(250))
        );
        assert_eq!(
            asked(header("retry-after", "1.5")),
            Some(Duration::from_millis(1500))
        );
        assert_eq!(
            asked(header("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")),
            Some(Duration::ZERO)
        );
        assert_eq!(asked(header("retry-after", "soon")), None);
        assert_eq!(asked(header("retry-after", "-3")), None);
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_445_412_480 - 30);
        assert_eq!(until("Wed, 21 Oct 2015 07:28:00 GMT", now), Some(30.0));
    }

    #[test]
    fn waits_grow_and_have_an_end() {
        assert_eq!(delay(None, 1, 0), Some(Duration::from_millis(500)));
        assert_eq!(delay(None, 2, 0), Some(Duration::from_secs(1)));
        assert!(delay(None, 2, 99) > Some(Duration::from_millis(750)));
        assert_eq!(
            delay(Some(Duration::from_secs(7)), 1, 0),
            Some(Duration::from_secs(7))
        );
        assert_eq!(delay(Some(Duration::from_secs(121)), 1, 0), None);
        assert_eq!(
            delay(Some(Duration::ZERO), 1, 0),
            Some(Duration::from_millis(500))
        );
    }
}
