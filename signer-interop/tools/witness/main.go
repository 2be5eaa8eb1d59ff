// Command witness verifies a DSSE envelope by witness's own library: each of the keys that are given has to have signed it.
//
//	witness ENVELOPE PUBLIC_KEY...
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/in-toto/go-witness/cryptoutil"
	"github.com/in-toto/go-witness/dsse"
)

func main() {
	if len(os.Args) < 3 {
		log.Fatal("usage: witness ENVELOPE PUBLIC_KEY...")
	}
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var envelope dsse.Envelope
	if err := json.Unmarshal(text, &envelope); err != nil {
		log.Fatal(err)
	}
	var verifiers []cryptoutil.Verifier
	for _, name := range os.Args[2:] {
		file, err := os.Open(name)
		if err != nil {
			log.Fatal(err)
		}
		verifier, err := cryptoutil.NewVerifierFromReader(file)
		if err != nil {
			log.Fatal(err)
		}
		verifiers = append(verifiers, verifier)
	}
	checked, err := envelope.Verify(dsse.VerifyWithVerifiers(verifiers...), dsse.VerifyWithThreshold(len(verifiers)))
	if err != nil {
		log.Fatal(err)
	}
	held := 0
	for _, each := range checked {
		if each.Error == nil {
			held++
		}
	}
	fmt.Printf("verified by %d keys\n", held)
}
