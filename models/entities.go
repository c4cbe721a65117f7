package models

// entities lists one struct of every collection, in the order of the handbook.
func entities() []any {
	return []any{
		Team{}, Staff{},
	}
}
