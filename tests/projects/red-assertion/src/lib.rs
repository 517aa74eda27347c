//! A sum of two amounts that are kept apart.

/// A basket: what it holds, and what it costs to send.
pub struct Basket {
    /// The prices of the goods, in cents.
    pub prices: Vec<u32>,
    /// The price of sending it, in cents.
    pub postage: u32,
}

impl Basket {
    /// What is to be paid, in cents.
    pub fn total(&self) -> u32 {
        let goods: u32 = self.prices.iter().sum();
        goods - self.postage
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.prices.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basket() -> Basket {
        Basket {
            prices: vec![250, 120],
            postage: 30,
        }
    }

    #[test]
    fn postage_is_paid_too() {
        assert_eq!(basket().total(), 400);
    }

    #[test]
    fn goods_make_it_full() {
        assert!(!basket().is_empty());
    }
}
