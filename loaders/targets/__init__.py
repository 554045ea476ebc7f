"""Performance targets: sheets of one project, tables of many, of a whole department, and how they meet their projects."""
