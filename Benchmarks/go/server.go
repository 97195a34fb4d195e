// The peer: Go's own net/rpc/jsonrpc on the same kind of socket, as its documentation shows it.
package main

import (
	"log"
	"net"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
)

// Host is what answers.
type Host struct{}

// Nothing is what a ping takes.
type Nothing struct{}

// Pong is what it gives.
type Pong struct {
	Reply string `json:"reply"`
}

// Ping answers at once.
func (Host) Ping(_ Nothing, pong *Pong) error {
	pong.Reply = "pong"
	return nil
}

func main() {
	server := rpc.NewServer()
	if err := server.Register(Host{}); err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("unix", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go server.ServeCodec(jsonrpc.NewServerCodec(connection))
	}
}
