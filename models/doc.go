// Package models holds what Fieldsync knows about the business: the entities of
// the handbook as Go structs, the registry of collections built from their
// tags, and the one evaluator of those tags, used by server and phone alike.
package models
