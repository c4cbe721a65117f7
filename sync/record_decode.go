package changesync

import (
	"fmt"

	"fieldsync/models"
	"fieldsync/models/strict"
)

// DecodeRecord reads what Record.Encode made. Values are kept byte for byte,
// also those of fields that this version does not know.
func DecodeRecord(raw []byte) (*Record, error) {
	r := &Record{}
	var stampList, cells []byte
	err := strict.Object(raw, func(key, value []byte) (err error) {
		switch string(key) {
		case "collection":
			r.Key.Collection, err = strict.String(value)
		case "id":
			r.Key.ID, err = strict.String(value)
		case "scope":
			var s string
			s, err = strict.String(value)
			r.Scope = models.Scope(s)
		case "seq":
			r.Seq, err = readUint(value)
		case "erased":
			r.Erased, err = readMarks(value)
		case "stamps":
			stampList = value
		case "cells":
			cells = value
		}
		return err
	})
	if err == nil && (stampList == nil || cells == nil) {
		err = fmt.Errorf("stamps or cells missing")
	}
	if err == nil {
		err = r.readCells(stampList, cells)
	}
	if err != nil {
		return nil, fmt.Errorf("decode record %s: %w", r.Key, err)
	}
	return r, nil
}

func (r *Record) readCells(stampList, cells []byte) error {
	var stamps []stamp
	err := strict.Array(stampList, func(item []byte) error {
		s, err := readStamp(item)
		stamps = append(stamps, s)
		return err
	})
	if err != nil {
		return err
	}
	r.Cells = map[string]Cell{}
	return strict.Object(cells, func(key, value []byte) error {
		cell, err := readCell(value, stamps)
		r.Cells[string(key)] = cell
		return err
	})
}

func readStamp(raw []byte) (s stamp, err error) {
	err = strict.Object(raw, func(key, value []byte) (err error) {
		switch string(key) {
		case "dot":
			s.dot, err = readDot(value)
		case "at":
			s.at, err = strict.Int(value)
		case "said":
			s.said, err = strict.String(value)
		case "by":
			s.by, err = strict.String(value)
		}
		return err
	})
	return s, err
}

func readCell(raw []byte, stamps []stamp) (c Cell, err error) {
	live := raw
	if strict.KindOf(raw) == strict.KindObject {
		err = strict.Object(raw, func(key, value []byte) (err error) {
			switch string(key) {
			case "awaited":
				c.Awaited, err = readDots(value)
			case "live":
				live = value
			}
			return err
		})
	}
	if err != nil {
		return c, err
	}
	err = strict.Array(live, func(item []byte) error {
		v, err := readVersion(item, stamps)
		c.Live = append(c.Live, v)
		return err
	})
	return c, err
}

func readVersion(raw []byte, stamps []stamp) (v Version, err error) {
	err = strict.Object(raw, func(key, value []byte) (err error) {
		switch string(key) {
		case "s":
			var i int64
			i, err = strict.Int(value)
			if err != nil || i < 0 || i >= int64(len(stamps)) {
				return fmt.Errorf("no such stamp")
			}
			s := &stamps[i]
			v.Dot, v.At, v.Said, v.By = s.dot, s.at, s.said, s.by
		case "v":
			v.Value = value
		case "mask":
			v.Mask = value
		case "x":
			v.Replaces, err = readDots(value)
		case "was":
			v.Was = value
		case "as":
			v.As, err = readDot(value)
		}
		return err
	})
	return v, err
}

// DecodeVersion reads what EncodeVersion made.
func DecodeVersion(raw []byte) (v Version, err error) {
	var stampRaw, version []byte
	err = strict.Object(raw, func(key, value []byte) error {
		switch string(key) {
		case "stamp":
			stampRaw = value
		case "version":
			version = value
		}
		return nil
	})
	if err != nil {
		return v, err
	}
	s, err := readStamp(stampRaw)
	if err != nil {
		return v, err
	}
	return readVersion(version, []stamp{s})
}
