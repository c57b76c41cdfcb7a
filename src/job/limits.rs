use super::{duration, reader::Reader, what::What};
use crate::{
    limits::{Limit, Limits, Most, OF_JOB, Unit},
    yaml::{Map, Node, Scalar},
};

const LIMITS: What<'static> = What::new("limits", "limits: {text: 2}");

impl Reader<'_> {
    /// The limits that a job sets; what is left out stays.
    pub(super) fn limits(&mut self, node: &Node) -> Limits {
        let mut limits = Limits::DEFAULT;
        if let Some(map) = self.map(LIMITS, node) {
            let names: Vec<_> = OF_JOB.iter().map(|limit| limit.name).collect();
            self.unknown_keys(map, "`limits`", &names);
            for limit in OF_JOB {
                if let Some(most) = self.limit(limit, map) {
                    limits.set(most);
                }
            }
        }
        limits
    }

    fn limit(&mut self, limit: &'static Limit, map: &Map) -> Option<Most> {
        let node = map.get(limit.name)?;
        let (name, expected) = (format!("limits.{}", limit.name), limit.expected());
        let example = limit.setting(limit.default);
        let what = What::new(&name, &example);
        let scalar = self.scalar(what, &expected, node)?;
        let most = number(limit, scalar).and_then(|number| Most::set(limit, number));
        most.or_else(|| self.wrong_value(what, &expected, scalar))
    }
}

fn number(limit: &Limit, scalar: &Scalar) -> Option<u64> {
    match limit.unit {
        Unit::Time => {
            let time = duration::parse_duration(scalar.text())?;
            u64::try_from(time.as_millis()).ok()
        }
        Unit::Mebibytes | Unit::Count => scalar.text().parse().ok(),
    }
}
