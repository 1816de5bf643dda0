import{g as o,k as i}from"/assets/chunk-KORP2CCQ.js";function n({id:t}){return o(i,{title:`Session ${t}`})}export{n as RoomPage};
