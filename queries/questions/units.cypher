// title = "The units of a department"
// title_zh = "部门所属单位"
// description = "The organizations that belong to a department, directly or through others, and how many projects each has."
// description_zh = "直接或间接隶属于某部门的单位及其项目数。"
// order = ["above", "kind", "organization", "organization_id"]
//
// [parameters]
// department = { type = "organization", required = true, description = "the department or unit that publishes" }
//
// [columns]
// organization_id = { type = "id", description = "the unit" }
// organization = { type = "text", description = "its name" }
// kind = { type = "text", description = "department, unit, office or other" }
// above_id = { type = "id", description = "what it belongs to" }
// above = { type = "text", description = "the name of that" }
// projects = { type = "integer", description = "how many projects are its own" }
MATCH (o:Organization {id: $department})<-[:SUB_ORGANIZATION_OF*0..20]-(a:Organization)<-[:SUB_ORGANIZATION_OF]-(u:Organization)
WITH DISTINCT a, u
OPTIONAL MATCH (u)<-[:OF_UNIT]-(j:Project)
RETURN u.id AS organization_id, u.name AS organization, u.kind AS kind, a.id AS above_id, a.name AS above, count(DISTINCT j.id) AS projects
