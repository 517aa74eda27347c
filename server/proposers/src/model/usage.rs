//! What a call used: tokens as the provider counts them, an estimate where it does not, and money where a price is known.

/// Bytes of prompt that make one token, in hundredths: measured over Rust code and compiler messages, see
/// `docs/benchmarks.md`. Low on purpose, so that an estimate is rather too high.
const HUNDREDTHS_OF_BYTES: u64 = 300;

/// About how many tokens a text is.
pub fn estimate(text: &str) -> u64 {
    estimate_bytes(text.len())
}

pub(super) fn estimate_bytes(bytes: usize) -> u64 {
    (bytes as u64 * 100).div_ceil(HUNDREDTHS_OF_BYTES)
}

/// What one call used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens read, cached ones included.
    pub input: u64,
    /// Of those, tokens that came out of the provider's cache.
    pub cached: u64,
    /// Tokens written.
    pub output: u64,
    /// Whether any of this is our own estimate rather than the provider's count.
    pub estimated: bool,
    /// What the provider itself says the call cost, in millionths of a US dollar.
    pub micros: Option<u64>,
}

impl Usage {
    /// Tokens in all.
    pub fn tokens(&self) -> u64 {
        self.input + self.output
    }

    /// The price of this usage in millionths of a US dollar: what the provider says, else by the prices given.
    pub fn cost(&self, prices: Prices) -> u64 {
        self.micros.unwrap_or_else(|| {
            let of = |tokens: u64, cents: u32| (tokens * u64::from(cents)).div_ceil(100);
            of(self.input, prices.input) + of(self.output, prices.output)
        })
    }

    pub(super) fn add(&mut self, other: Self) {
        self.input += other.input;
        self.cached += other.cached;
        self.output += other.output;
        self.estimated |= other.estimated;
        self.micros = match (self.micros, other.micros) {
            (None, None) => None,
            (a, b) => Some(a.unwrap_or(0) + b.unwrap_or(0)),
        };
    }
}

/// Prices in US cents for a million tokens; zero where none is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// Of tokens read.
    pub input: u32,
    /// Of tokens written.
    pub output: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_counts_in_millionths_and_the_providers_word_goes_before_it() {
        let prices = Prices {
            input: 300,
            output: 1500,
        };
        let usage = Usage {
            input: 1_000_000,
            output: 100_000,
            ..Usage::default()
        };
        assert_eq!(usage.cost(prices), 3_000_000 + 1_500_000);
        let told = Usage {
            micros: Some(7),
            ..usage
        };
        assert_eq!(told.cost(prices), 7);
        assert_eq!(usage.cost(Prices::default()), 0);
    }
}
