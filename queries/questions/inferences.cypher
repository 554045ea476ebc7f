// title = "What is inferred, and how surely"
// title_zh = "推断所得的关系及其把握程度"
// description = "Every relation that no document states and that follows from several together: a notice that passes on another, a project or department that continues one of the year before, a title that is a number's. Each has a confidence between 0 and 1 and its reason; none is counted anywhere."
// description_zh = "没有文件明文记载、由多份文件共同推断的关系：文件之间的转下达，项目、部门与上年的接续，文件题名与文号的对应。各有把握程度（0 至 1）和理由，均不计入任何合计。"
// order = ["relation", "kind", "-confidence", "from_name", "to_name", "from_id", "to_id"]
//
// [parameters]
// relation = { type = "text", description = "passes-on, continues or same-document; all, if not given" }
//
// [columns]
// relation = { type = "text", description = "passes-on, continues or same-document" }
// kind = { type = "text", description = "what it is between: PolicyDocument, Project or Organization" }
// from_id = { type = "id", description = "what passes on, continues or is the same" }
// from_name = { type = "text", description = "its number, title or name" }
// to_id = { type = "id", description = "what is passed on, continued or is the same" }
// to_name = { type = "text", description = "its number, title or name" }
// confidence = { type = "decimal", description = "from 0 to 1" }
// why = { type = "text", description = "on what it rests" }
MATCH (i:Inference)-[:FROM_POLICY]->(a:PolicyDocument), (i)-[:TO_POLICY]->(b:PolicyDocument)
WHERE coalesce($relation, i.relation) = i.relation
RETURN i.relation AS relation, 'PolicyDocument' AS kind, a.id AS from_id, coalesce(a.number, a.title) AS from_name, b.id AS to_id, coalesce(b.number, b.title) AS to_name,
       i.confidence AS confidence, i.reason AS why
UNION ALL
MATCH (i:Inference)-[:FROM_PROJECT]->(a:Project), (i)-[:TO_PROJECT]->(b:Project)
WHERE coalesce($relation, i.relation) = i.relation
RETURN i.relation AS relation, 'Project' AS kind, a.id AS from_id, a.name AS from_name, b.id AS to_id, b.name AS to_name,
       i.confidence AS confidence, i.reason AS why
UNION ALL
MATCH (i:Inference)-[:FROM_ORGANIZATION]->(a:Organization), (i)-[:TO_ORGANIZATION]->(b:Organization)
WHERE coalesce($relation, i.relation) = i.relation
RETURN i.relation AS relation, 'Organization' AS kind, a.id AS from_id, a.name AS from_name, b.id AS to_id, b.name AS to_name,
       i.confidence AS confidence, i.reason AS why
