//! A directed graph: shortest ways with a heap, an order of tasks, and cycles found.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

type Node = u32;

#[derive(Debug, Default)]
struct Graph {
    edges: HashMap<Node, Vec<(Node, u64)>>,
}

impl Graph {
    fn connect(&mut self, from: Node, to: Node, cost: u64) {
        self.edges.entry(from).or_default().push((to, cost));
        self.edges.entry(to).or_default();
    }

    fn neighbours(&self, node: Node) -> &[(Node, u64)] {
        self.edges.get(&node).map(Vec::as_slice).unwrap_or(&[])
    }

    fn distances(&self, start: Node) -> HashMap<Node, u64> {
        let mut best: HashMap<Node, u64> = HashMap::new();
        let mut queue = BinaryHeap::new();
        queue.push(Reverse((0_u64, start)));
        while let Some(Reverse((cost, node))) = queue.pop() {
            if best.contains_key(&node) {
                continue;
            }
            best.insert(node, cost);
            for &(next, step) in self.neighbours(node) {
                if !best.contains_key(&next) {
                    queue.push(Reverse((cost + step, next)));
                }
            }
        }
        best
    }

    fn order(&self) -> Result<Vec<Node>, Node> {
        let mut nodes: Vec<Node> = self.edges.keys().copied().collect();
        nodes.sort_unstable();
        let mut done = HashSet::new();
        let mut order = Vec::new();
        for node in nodes {
            let mut path = Vec::new();
            self.visit(node, &mut path, &mut done, &mut order)?;
        }
        order.reverse();
        Ok(order)
    }

    fn visit(
        &self,
        node: Node,
        path: &mut Vec<Node>,
        done: &mut HashSet<Node>,
        order: &mut Vec<Node>,
    ) -> Result<(), Node> {
        if done.contains(&node) {
            return Ok(());
        }
        if path.contains(&node) {
            return Err(node);
        }
        path.push(node);
        for (next, _) in self.neighbours(node) {
            self.visit(*next, path, done, order)?;
        }
        path.pop();
        done.insert(node);
        order.push(node);
        Ok(())
    }
}

fn main() {
    let mut graph = Graph::default();
    for (from, to, cost) in [(1, 2, 7), (1, 3, 2), (3, 2, 3), (2, 4, 1)] {
        graph.connect(from, to, cost);
    }
    let distances = graph.distances(1);
    assert_eq!(distances[&2], 5);
    assert_eq!(distances.get(&4), Some(&6));
    assert_eq!(distances.get(&9), None);
    assert_eq!(graph.order(), Ok(vec![1, 3, 2, 4]));
    graph.connect(4, 3, 1);
    assert!(graph.order().is_err());
    assert_eq!(graph.neighbours(4), &[(3, 1)]);
}
