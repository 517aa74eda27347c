pub struct Basket {
    pub apples: Vec<String>,
}

pub fn names(basket: &Basket) -> Vec<String> {
    basket.apples.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_apple_has_a_name() {
        let basket = Basket { apples: vec!["Boskoop".to_owned()] };
        assert_eq!(names(&basket), ["Boskoop"]);
    }
}
