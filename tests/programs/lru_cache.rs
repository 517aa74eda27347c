//! A cache that forgets what was used least recently, generic over keys and values.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

#[derive(Debug)]
struct Cache<K, V> {
    limit: usize,
    values: HashMap<K, V>,
    order: VecDeque<K>,
    hits: u64,
    misses: u64,
}

impl<K, V> Cache<K, V>
where
    K: Clone + Eq + Hash,
{
    fn with_limit(limit: usize) -> Self {
        assert!(limit > 0, "a cache holds something");
        Cache {
            limit,
            values: HashMap::with_capacity(limit),
            order: VecDeque::new(),
            hits: 0,
            misses: 0,
        }
    }

    fn touch(&mut self, key: &K) {
        if let Some(place) = self.order.iter().position(|known| known == key) {
            self.order.remove(place);
        }
        self.order.push_back(key.clone());
    }

    fn get(&mut self, key: &K) -> Option<&V> {
        if self.values.contains_key(key) {
            self.hits += 1;
            self.touch(key);
        } else {
            self.misses += 1;
        }
        self.values.get(key)
    }

    fn put(&mut self, key: K, value: V) -> Option<V> {
        if self.values.len() == self.limit && !self.values.contains_key(&key) {
            if let Some(oldest) = self.order.pop_front() {
                self.values.remove(&oldest);
            }
        }
        self.touch(&key);
        self.values.insert(key, value)
    }

    fn get_or_insert_with<F>(&mut self, key: K, make: F) -> &V
    where
        F: FnOnce(&K) -> V,
    {
        if self.get(&key).is_none() {
            let value = make(&key);
            self.put(key.clone(), value);
        }
        &self.values[&key]
    }

    fn len(&self) -> usize {
        self.values.len()
    }

    fn keys(&self) -> impl Iterator<Item = &K> + '_ {
        self.order.iter()
    }
}

fn main() {
    let mut cache: Cache<String, usize> = Cache::with_limit(2);
    cache.put("one".to_string(), 1);
    cache.put("two".to_string(), 2);
    assert_eq!(cache.get(&"one".to_string()), Some(&1));
    cache.put(String::from("three"), 3);
    assert_eq!(cache.len(), 2);
    assert!(cache.get(&"two".to_string()).is_none());
    let keys: Vec<&String> = cache.keys().collect();
    assert_eq!(keys, ["one", "three"]);

    let mut calls = 0;
    let length = *cache.get_or_insert_with("seven".to_owned(), |key| {
        calls += 1;
        key.len()
    });
    assert_eq!((length, calls), (5, 1));
    assert_eq!((cache.hits, cache.misses), (1, 2));
}
