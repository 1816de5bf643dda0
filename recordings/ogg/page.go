package ogg

import (
	"encoding/binary"
	"errors"
)

// Sizes of RFC 3533 section 6.
const (
	headerSize  = 27
	maxSegments = 255
	maxPageSize = headerSize + maxSegments + maxSegments*255
)

// Flags of a page, RFC 3533 section 6, header_type_flag.
const (
	flagContinued = 1
	flagFirst     = 2
	flagLast      = 4
)

// errNoPage: the bytes do not begin with a whole page whose checksum is right.
var errNoPage = errors.New("no valid page")

// page is one Ogg page.
type page struct {
	flags    byte
	granule  int64
	serial   uint32
	sequence uint32
	lacing   []byte
	body     []byte
}

// appendTo appends the page's bytes, checksum included.
func (p *page) appendTo(b []byte) []byte {
	begin := len(b)
	b = append(b, "OggS\x00"...)
	b = append(b, p.flags)
	b = binary.LittleEndian.AppendUint64(b, uint64(p.granule))
	b = binary.LittleEndian.AppendUint32(b, p.serial)
	b = binary.LittleEndian.AppendUint32(b, p.sequence)
	b = append(b, 0, 0, 0, 0, byte(len(p.lacing)))
	b = append(b, p.lacing...)
	b = append(b, p.body...)
	setChecksum(b[begin:])
	return b
}

// parsePage returns the page that b begins with and its length. lacing and
// body are parts of b.
func parsePage(b []byte) (p page, size int, err error) {
	if len(b) < headerSize || string(b[:5]) != "OggS\x00" {
		return page{}, 0, errNoPage
	}
	segments := int(b[26])
	if len(b) < headerSize+segments {
		return page{}, 0, errNoPage
	}
	p = page{
		flags:    b[5],
		granule:  int64(binary.LittleEndian.Uint64(b[6:])),
		serial:   binary.LittleEndian.Uint32(b[14:]),
		sequence: binary.LittleEndian.Uint32(b[18:]),
		lacing:   b[headerSize : headerSize+segments],
	}
	size = headerSize + segments
	for _, l := range p.lacing {
		size += int(l)
	}
	if len(b) < size {
		return page{}, 0, errNoPage
	}
	p.body = b[headerSize+segments : size]
	if checksum(b[:size]) != binary.LittleEndian.Uint32(b[22:]) {
		return page{}, 0, errNoPage
	}
	return p, size, nil
}

func setChecksum(page []byte) {
	binary.LittleEndian.PutUint32(page[22:], checksum(page))
}

// checksum is the CRC of RFC 3533 section 6: polynomial 0x04c11db7, not
// reflected, from 0, over the page with its own checksum field as zeros.
func checksum(page []byte) uint32 {
	var crc uint32
	for _, c := range page[:22] {
		crc = crc<<8 ^ crcTable[byte(crc>>24)^c]
	}
	for range 4 {
		crc = crc<<8 ^ crcTable[byte(crc>>24)]
	}
	for _, c := range page[26:] {
		crc = crc<<8 ^ crcTable[byte(crc>>24)^c]
	}
	return crc
}

var crcTable = makeCRCTable() //nolint:gochecknoglobals // a constant that the language can't write as one

func makeCRCTable() (table [256]uint32) {
	for i := range table {
		crc := uint32(i) << 24
		for range 8 {
			if crc&0x80000000 != 0 {
				crc = crc<<1 ^ 0x04c11db7
			} else {
				crc <<= 1
			}
		}
		table[i] = crc
	}
	return table
}
